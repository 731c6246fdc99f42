const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;

function showSummary() {
  const { vendor, target, differences, exchanges, compared, timing } = report;
  const found =
    differences.length > 0 ? [`${differences.length} difference${differences.length === 1 ? '' : 's'}`] : [];
  if (timing?.differs) found.push('other task times');
  const tiles = [
    tile(differences.length, 'differences'),
    tile(compared, `of ${exchanges} exchanges compared`),
  ];
  if (timing)
    tiles.push(
      tile(
        `${seconds(timing.shortestMs)} – ${seconds(timing.longestMs)}`,
        `tasks; the mock's take ${timing.mockMs.map(seconds).join(' – ')}`,
      ),
    );
  showHeader({
    title: `Drift of ${vendor}`,
    subject: target,
    isGood: found.length === 0,
    verdict: found.join(', ') || 'no differences',
    tiles,
  });
}

function showDifferences() {
  for (const [endpoint, found] of Map.groupBy(report.differences, (one) => one.endpoint))
    at('endpoints').append(
      element(
        'details',
        { class: 'panel', open: '' },
        element('summary', {}, element('span', { class: 'broken' }, '✗'), ` ${endpoint} `),
        element(
          'table',
          { class: 'calls' },
          ...found.map(({ n, kind, path, expected, actual }) =>
            element(
              'tr',
              {},
              element('td', {}, `#${n}`),
              element('td', {}, element('b', {}, `${kind} at ${path}`)),
              element('td', {}, `expected ${expected}, got ${actual}`),
            ),
          ),
        ),
      ),
    );
}

showSummary();
showDifferences();
