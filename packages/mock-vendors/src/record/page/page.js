const report = JSON.parse(document.getElementById('report').content.textContent);
const at = (id) => document.getElementById(id);

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

const tile = (value, label) =>
  element('div', { class: 'tile' }, element('b', {}, String(value)), element('span', {}, label));

const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;

function showSummary() {
  const { vendor, target, differences, exchanges, compared, timing } = report;
  const isGood = differences.length === 0 && !timing?.differs;
  at('title').textContent = `Drift of ${vendor}`;
  at('target').textContent = target;
  at('verdict').className = `pill ${isGood ? 'good' : 'bad'}`;
  at('verdict').textContent = isGood ? 'no differences' : `${differences.length} differences`;
  at('tiles').append(
    tile(differences.length, 'differences'),
    tile(compared, `of ${exchanges} exchanges compared`),
    ...(timing
      ? [
          tile(
            `${seconds(timing.shortestMs)} – ${seconds(timing.longestMs)}`,
            `tasks; the mock's take ${timing.mockMs.map(seconds).join(' – ')}`,
          ),
        ]
      : []),
  );
  document.title = `Drift of ${vendor}: ${at('verdict').textContent}`;
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
