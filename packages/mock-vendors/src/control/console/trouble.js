import { button, byId, call, dot, el, pill } from './dom.js';

const troubles = [
  ['a wait of 10 seconds', { delayMs: 10_000 }],
  ['a broken connection', { connection: 'reset' }],
  ['half an answer', { connection: 'close', when: 'during' }],
  ['no answer', { connection: 'hang' }],
  ['HTTP 503', { reply: { status: 503, body: 'Service Unavailable' } }],
  ['a task that fails', { task: 'failed' }],
  ['a task that never ends', { task: 'never' }],
  ['a result that is gone', { result: 'dead' }],
].map(([label, effect]) => ({ label, effect: JSON.stringify(effect) }));

const option = (label, value) => el('option', { value }, label);

/** `changed` is called after trouble was made. */
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
    const below = troubles.map((one) => option(one.label, one.effect));
    endpoint.replaceChildren(
      option('any endpoint', ''),
      ...endpoints.map((one) => option(one.endpoint, one.endpoint)),
    );
    effect.replaceChildren(
      el('optgroup', { label: 'Documented errors' }, ...documented),
      el('optgroup', { label: 'Trouble on the way' }, ...below),
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

const triggerOf = ({ by }) => (by ? `Without a fault: ${by}` : 'Only a fault makes it.');

/** `changed` is called after a fault was taken back. */
export function showFaults(faults, changed) {
  byId('faults').replaceChildren(
    ...faults.filter(({ left }) => left !== 0).map((fault) => row(fault, changed)),
  );
}

function row({ id, vendor, endpoint, effect, nth = 1, seen, left }, changed) {
  const calls = Math.max(1, nth - seen);
  const wait =
    left === null ? 'without end' : left > 1 ? `${left} times` : calls > 1 ? `in ${calls} calls` : 'waiting';
  const takeBack = button('✕', () => call(`/faults/${id}`, {}, 'DELETE').then(changed));
  takeBack.ariaLabel = takeBack.title = 'Take back';
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
      takeBack,
    ),
  );
}

const kinds = {
  connection: 'a broken connection',
  delayMs: 'a wait',
  answer: 'a damaged answer',
  task: 'a task that fails',
  callback: 'a callback in trouble',
};

function nameOf(effect) {
  if (effect.reply) return `HTTP ${effect.reply.status}`;
  const known = troubles.find((one) => one.effect === JSON.stringify(effect));
  return effect.error ?? known?.label ?? kinds[Object.keys(effect)[0]];
}
