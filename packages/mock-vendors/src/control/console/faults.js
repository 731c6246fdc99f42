import { button, byId, call, dot, el, pill } from './dom.js';

const effects = [
  ['a wait of 10 seconds', { delayMs: 10_000 }],
  ['a broken connection', { connection: 'reset' }],
  ['half a response', { connection: 'close', when: 'during' }],
  ['no response', { connection: 'hang' }],
  ['HTTP 503', { response: { status: 503, body: 'Service Unavailable' } }],
  ['a task that fails', { task: 'failed' }],
  ['a task that never ends', { task: 'never' }],
  ['a result that is gone', { result: 'dead' }],
].map(([label, effect]) => ({ label, effect: JSON.stringify(effect) }));

const option = (label, value) => el('option', { value }, label);

/** `changed` is called after a fault was added. */
export function showForm(vendors, errors, changed) {
  const form = byId('fault');
  const { vendor, endpoint, effect, nth } = form.elements;
  const explain = () => {
    const { error } = JSON.parse(effect.value);
    const found = errors.find((one) => one.vendor === vendor.value && one.error === error);
    byId('trigger').textContent = found ? `${found.message}. ${triggerOf(found)}` : '';
  };
  const choose = () => {
    const { endpoints } = vendors.find(({ name }) => name === vendor.value);
    const documented = errors
      .filter((one) => one.vendor === vendor.value)
      .map(({ error, code }) => option(`${error} (${code})`, JSON.stringify({ error })));
    const below = effects.map((one) => option(one.label, one.effect));
    endpoint.replaceChildren(
      option('any endpoint', ''),
      ...endpoints.map((one) => option(one.endpoint, one.endpoint)),
    );
    effect.replaceChildren(
      el('optgroup', { label: 'Documented errors' }, ...documented),
      el('optgroup', { label: 'Broken transport and tasks' }, ...below),
    );
    explain();
  };
  vendor.replaceChildren(...vendors.map(({ name, displayName }) => option(displayName, name)));
  vendor.onchange = choose;
  effect.onchange = explain;
  choose();
  form.onsubmit = (event) => {
    event.preventDefault();
    const fault = { vendor: vendor.value, nth: Number(nth.value), effect: JSON.parse(effect.value) };
    call('/faults', endpoint.value ? { ...fault, endpoint: endpoint.value } : fault).then(changed);
  };
}

const triggerOf = ({ by }) => (by ? `Without a fault: ${by}` : 'Only a fault causes it.');

/** `changed` is called after a fault was removed. */
export function showFaults(faults, changed) {
  byId('faults').replaceChildren(
    ...faults.filter(({ left }) => left !== 0).map((fault) => row(fault, changed)),
  );
}

function row({ id, vendor, endpoint, effect, nth = 1, matched, left }, changed) {
  const calls = Math.max(1, nth - matched);
  const wait =
    left === null ? 'no limit' : left > 1 ? `${left} times` : calls > 1 ? `in ${calls} calls` : 'waiting';
  const remove = button('✕', () => call(`/faults/${id}`, {}, 'DELETE').then(changed));
  remove.ariaLabel = remove.title = 'Remove';
  return el(
    'li',
    {},
    el(
      'div',
      { className: 'line' },
      dot(vendor),
      el('span', { className: 'what', title: JSON.stringify(effect) }, nameOf(effect)),
      el('small', {}, endpoint ? `at ${endpoint}` : ''),
      el('span', { className: 'end' }, pill(wait, 'busy')),
      remove,
    ),
  );
}

const kinds = {
  connection: 'a broken connection',
  delayMs: 'a wait',
  damage: 'a damaged response',
  task: 'a task that fails',
  callback: 'a callback that is lost, late or sent twice',
};

function nameOf(effect) {
  if (effect.response) return `HTTP ${effect.response.status}`;
  const known = effects.find((one) => one.effect === JSON.stringify(effect));
  return effect.error ?? known?.label ?? kinds[Object.keys(effect)[0]];
}
