import { button, byId, call, dot, el, pill } from './dom.js';

const maxRows = 8;

/** `changed` is called after a task was ended by hand. */
export function showTasks(tasks, changed) {
  const running = tasks.filter(({ phase }) => phase === 'running');
  byId('running').textContent = String(running.length);
  byId('tasks-empty').hidden = tasks.length > 0;
  byId('tasks').replaceChildren(
    ...tasks
      .slice(-maxRows)
      .reverse()
      .map((task) => row(task, changed)),
  );
}

const kinds = { done: 'good', failed: 'bad' };

function row({ id, vendor, phase, fraction, fate }, changed) {
  const end = (how, label) =>
    button(label, () => call(`/tasks/${encodeURIComponent(id)}`, { end: how }).finally(changed));
  const isRunning = phase === 'running';
  const state = isRunning && fate === 'never' ? 'stuck' : phase;
  return el(
    'li',
    {},
    el(
      'div',
      { className: 'line' },
      dot(vendor),
      el('code', { title: id }, id),
      el('span', { className: 'end' }, pill(state, kinds[state] ?? 'busy')),
    ),
    state === 'running' ? el('progress', { max: 1, value: fraction }) : undefined,
    isRunning ? el('div', { className: 'line' }, end('done', 'Finish'), end('failed', 'Fail')) : undefined,
  );
}
