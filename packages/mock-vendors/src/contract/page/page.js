const marks = { matches: '●', differs: '✗', 'not-tried': '?' };
const classes = { matches: 'held', differs: 'broken', 'not-tried': 'not-tried' };

function showSummary() {
  const { vendor, target, counts, credits, tookMs } = report;
  const isGood = counts.differs === 0;
  showHeader({
    title: `Contract of ${vendor}`,
    subject: target,
    isGood,
    verdict: isGood ? 'no differences' : `${counts.differs} differ`,
    tiles: [
      tile(counts.matches, 'match'),
      tile(counts.differs, 'differ'),
      tile(counts['not-tried'], 'not tried'),
      tile(credits, 'credits by the price list'),
      tile((tookMs / 1000).toFixed(1), 'seconds'),
    ],
  });
}

function showEndpoints() {
  for (const [endpoint, results] of Map.groupBy(report.results, (one) => one.endpoint)) {
    const differing = results.filter(({ outcome }) => outcome === 'differs').length;
    at('endpoints').append(
      element(
        'details',
        { class: 'panel', ...(differing > 0 && { open: '' }) },
        element(
          'summary',
          {},
          element('span', { class: differing > 0 ? 'broken' : 'held' }, differing > 0 ? '✗' : '●'),
          ` ${endpoint} `,
          element('span', { class: 'soft' }, `promises: ${results.length}, broken: ${differing}`),
        ),
        element('table', { class: 'calls' }, ...results.map(rowOf)),
      ),
    );
  }
}

const rowOf = ({ title, outcome, differences, reason, source }) =>
  element(
    'tr',
    {},
    element('td', { class: classes[outcome] }, marks[outcome]),
    element('td', {}, title, element('br'), element('span', { class: 'soft' }, source ?? '')),
    element(
      'td',
      {},
      reason ?? '',
      ...differences.map(({ kind, path, expected, actual }) =>
        element('p', {}, element('b', {}, `${kind} at ${path}`), ` expected ${expected}, got ${actual}`),
      ),
    ),
  );

showSummary();
showEndpoints();
