const marks = { held: '●', broken: '✗', impossible: '·', 'not-tried': '?' };

function showSummary() {
  const { violations, runs, calls, cost, notTried, tookMs, isInterrupted, switchedOff, seed } = report;
  const isGood = violations.length === 0;
  showHeader({
    title: 'Audit',
    subject: 'One client under every fault at every call',
    isGood,
    verdict: isGood ? 'no violations' : `${violations.length} violation${violations.length === 1 ? '' : 's'}`,
    tiles: [
      tile(violations.length, 'violations'),
      tile(runs.length, `runs in ${(tookMs / 1000).toFixed(1)} s`),
      tile(calls.length, 'calls of the undisturbed run'),
      tile(cost, 'credits of the undisturbed run'),
      tile(notTried.length, 'not tried or not possible'),
    ],
  });
  if (seed !== 'audit') at('notes').append(element('p', {}, `Seed: ${seed}`));
  if (isInterrupted)
    at('notes').append(element('p', {}, 'The audit was ended early; this is what was known by then.'));
  for (const { rule, reason } of switchedOff)
    at('notes').append(element('p', {}, `The rule ${rule} is switched off: ${reason}`));
}

function showViolations() {
  const byRule = Map.groupBy(report.violations, ({ rule }) => rule);
  for (const [rule, found] of byRule)
    at('violations').append(
      element(
        'details',
        { class: 'panel' },
        element(
          'summary',
          {},
          element('b', { class: 'broken' }, rule),
          ` ${found[0].message} `,
          element('span', { class: 'soft' }, found.length === 1 ? 'once' : `${found.length} times`),
        ),
        ...found.map(violationOf),
      ),
    );
}

const violationOf = ({ message, when, run }) =>
  element(
    'button',
    { class: 'violation', type: 'button', onclick: () => showRuns([run], `Run ${run}`) },
    element('span', {}, when),
    element('span', { class: 'soft' }, message),
    element('span', { class: 'soft' }, `run ${run}`),
  );

function showMatrix() {
  const head = element(
    'tr',
    {},
    element('th'),
    ...report.columns.map((name) => element('th', { scope: 'col' }, name)),
  );
  const rows = report.rows.map(({ call, cells }) =>
    element(
      'tr',
      {},
      element('th', { scope: 'row' }, call),
      ...cells.map((cell, i) => element('td', {}, cellOf(cell, `${report.columns[i]} at ${call}`))),
    ),
  );
  at('matrix').append(element('thead', {}, head), element('tbody', {}, ...rows));
}

function cellOf({ state, runs }, title) {
  if (runs.length === 0) return element('span', { class: state, title: `${title}: ${state}` }, marks[state]);
  const attributes = {
    type: 'button',
    class: state,
    title: `${title}: ${state}`,
    'aria-label': `${title}: ${state}`,
  };
  return element(
    'button',
    { ...attributes, onclick: (event) => choose(event.target, runs, title) },
    marks[state],
  );
}

function choose(button, runs, title) {
  for (const other of document.querySelectorAll('#matrix button'))
    other.setAttribute('aria-pressed', other === button);
  showRuns(runs, title);
}

function showRuns(ids, title) {
  const chosen = ids
    .map((id) => report.runs.find((run) => run.id === id))
    .sort((a, b) => b.broken.length - a.broken.length);
  at('runs').replaceChildren(element('h2', {}, title), ...chosen.map((run, i) => runOf(run, i === 0)));
  at('runs').scrollIntoView({ behavior: 'smooth' });
}

function runOf({ id, name, broken, cost, attempts, calls }, isOpen) {
  const state = broken.length > 0 ? 'broken' : 'held';
  const items = broken.map(({ rule, message }) => element('p', { class: 'broken' }, `${rule}: ${message}`));
  return element(
    'details',
    isOpen ? { open: '' } : {},
    element(
      'summary',
      {},
      element('span', { class: state }, marks[state]),
      ` ${name} `,
      element('span', { class: 'soft' }, `run ${id}, ${cost} credits`),
    ),
    ...items,
    element('div', { class: 'sides' }, vendorsSide(calls), clientsSide(attempts)),
  );
}

function vendorsSide(calls) {
  const rows = calls.map(({ call, request, status, error, charged, fault, atMs }) =>
    element(
      'tr',
      fault ? { class: 'fault' } : {},
      element('td', {}, `${(atMs / 1000).toFixed(2)} s`),
      element('td', {}, element('b', {}, call), element('br'), element('span', { class: 'soft' }, request)),
      element('td', {}, `${status} ${error ?? ''}`, charged ? element('div', {}, `${charged} credits`) : ''),
      element('td', {}, fault ? `fault ${JSON.stringify(fault).slice(0, 140)}` : ''),
    ),
  );
  return element(
    'div',
    {},
    element('h3', {}, 'What the vendors saw'),
    element('table', { class: 'calls' }, ...rows),
  );
}

function clientsSide(attempts) {
  const parts = attempts.flatMap(({ n, outcome, exitCode, delivered, text, tookMs }) => [
    element(
      'p',
      {},
      element('b', {}, `Start ${n}: ${outcome}`),
      ` ${exitCode === undefined || exitCode === null ? '' : `exit ${exitCode}, `}${tookMs} ms; gave ${delivered}`,
    ),
    ...(text.trim() === '' ? [] : [element('pre', {}, text)]),
  ]);
  return element('div', {}, element('h3', {}, 'What the client said'), ...parts);
}

showSummary();
showViolations();
showMatrix();
