const report = JSON.parse(document.getElementById('report').content.textContent);
const marks = { matches: '●', differs: '✗', 'not-tried': '?' };
const classes = { matches: 'held', differs: 'broken', 'not-tried': 'not-tried' };
const at = (id) => document.getElementById(id);

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

const tile = (value, label) =>
  element('div', { class: 'tile' }, element('b', {}, String(value)), element('span', {}, label));

function showSummary() {
  const { vendor, target, counts, credits, tookMs } = report;
  const isGood = counts.differs === 0;
  at('title').textContent = `Contract of ${vendor}`;
  at('target').textContent = target;
  at('verdict').className = `pill ${isGood ? 'good' : 'bad'}`;
  at('verdict').textContent = isGood ? 'no differences' : `${counts.differs} differ`;
  at('tiles').append(
    tile(counts.matches, 'match'),
    tile(counts.differs, 'differ'),
    tile(counts['not-tried'], 'not tried'),
    tile(credits, 'credits by the price list'),
    tile((tookMs / 1000).toFixed(1), 'seconds'),
  );
  document.title = `Contract of ${vendor}: ${at('verdict').textContent}`;
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
