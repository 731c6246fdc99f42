import { button, byId, call, copyButton, dot, el } from './dom.js';

/** `changed` is called after credits were set. */
export function showVendors(vendors, changed) {
  const open = new Set(
    [...document.querySelectorAll('.example[open]')].map((one) => one.closest('.card').id),
  );
  byId('vendors').replaceChildren(...vendors.map((vendor) => card(vendor, changed)));
  for (const id of open) byId(id).querySelector('details').open = true;
}

function card({ name, displayName, origin, realOrigin, demoCredentials, accounts, curl }, changed) {
  return el(
    'article',
    { className: 'card', id: `vendor-${name}` },
    el(
      'div',
      { className: 'top' },
      dot(name),
      el('h3', {}, displayName),
      el('small', {}, `stands in for ${new URL(realOrigin).host}`),
    ),
    field('Base URL', origin),
    ...demoCredentials.map((set) => credentials(set, { vendor: name, accounts, changed })),
    curl && example(curl),
  );
}

const field = (name, value) =>
  el(
    'dl',
    { className: 'field' },
    el('dt', {}, name),
    el('dd', {}, el('code', {}, value)),
    copyButton(value, name),
  );

/** Demo credentials may have a note in words beside the fields that are typed into a client. */
const isNote = (value) => value.includes(' ');

function credentials(set, { vendor, accounts, changed }) {
  const entries = Object.entries(set);
  const [account] = entries.flatMap(([, value]) => accounts.filter(({ name }) => name === value));
  const notes = entries.filter(([, value]) => isNote(value)).map(([, value]) => value);
  const note = el(
    'p',
    { className: 'note' },
    el('span', {}, notes.join(', ')),
    account && balance(vendor, account, changed),
  );
  return el(
    'div',
    { className: 'keys' },
    ...entries.filter(([, value]) => !isNote(value)).map(([name, value]) => field(name, value)),
    account || notes.length > 0 ? note : undefined,
  );
}

function balance(vendor, { name, left }, changed) {
  const set = (credits) =>
    call(`/accounts/${vendor}/${encodeURIComponent(name)}`, { left: credits }, 'PUT').then(changed);
  return el(
    'span',
    { className: 'balance' },
    el('b', {}, `${left} credits left`),
    left > 0 ? button('Empty', () => set(0)) : button('Give 100', () => set(100)),
  );
}

const example = (curl) =>
  el(
    'div',
    { className: 'example' },
    el('details', {}, el('summary', {}, 'Example for a terminal'), el('pre', {}, curl)),
    copyButton(curl, 'the example'),
  );
