import { byId, call, dot, el, pill } from './dom.js';

const troubles = [
  ['a wait of 10 seconds', { delayMs: 10_000 }],
  ['a broken connection', { connection: 'reset' }],
  ['half an answer', { connection: 'close', when: 'during' }],
  ['no answer', { connection: 'hang' }],
  ['HTTP 503', { reply: { status: 503, body: 'Service Unavailable' } }],
  ['a task that fails', { task: 'failed' }],
  ['a task that never ends', { task: 'never' }],
].map(([label, effect]) => ({ label, effect: JSON.stringify(effect) }));

const option = (label, value) => el('option', { value }, label);

/** `changed` is called after trouble was made. */
export function showForm(vendors, changed) {
  const form = byId('fault');
  const { vendor, endpoint, effect } = form.elements;
  const choose = () => {
    const { endpoints, errors } = vendors.find(({ name }) => name === vendor.value);
    const documented = errors.map(({ error, code }) =>
      option(`${error} (${code})`, JSON.stringify({ error })),
    );
    const below = troubles.map((one) => option(one.label, one.effect));
    endpoint.replaceChildren(
      option('any endpoint', ''),
      ...endpoints.map((one) => option(one.endpoint, one.endpoint)),
    );
    effect.replaceChildren(
      el('optgroup', { label: 'Documented errors' }, ...documented),
      el('optgroup', { label: 'Trouble on the way' }, ...below),
    );
  };
  vendor.replaceChildren(...vendors.map(({ name, displayName }) => option(displayName, name)));
  vendor.onchange = choose;
  choose();
  form.onsubmit = (event) => {
    event.preventDefault();
    const fault = { vendor: vendor.value, effect: JSON.parse(effect.value) };
    call('/faults', endpoint.value ? { ...fault, endpoint: endpoint.value } : fault).then(changed);
  };
}

export function showFaults(faults) {
  byId('faults').replaceChildren(...faults.filter(({ left }) => left > 0).map(row));
}

const row = ({ vendor, endpoint, effect, left }) =>
  el(
    'li',
    {},
    el(
      'div',
      { className: 'line' },
      dot(vendor),
      el('span', {}, nameOf(effect)),
      el('small', {}, endpoint ? `at ${endpoint}` : ''),
      el('span', { className: 'end' }, pill(left === 1 ? 'waiting' : `waiting, ${left} times`, 'busy')),
    ),
  );

function nameOf(effect) {
  const text = JSON.stringify(effect);
  return effect.error ?? troubles.find((one) => one.effect === text)?.label ?? text;
}
