import { byId, copyButton, dot, el } from './dom.js';

export function showVendors(vendors) {
  const open = new Set(
    [...document.querySelectorAll('.example[open]')].map((one) => one.closest('.card').id),
  );
  byId('vendors').replaceChildren(...vendors.map(card));
  for (const id of open) byId(id).querySelector('details').open = true;
}

function card({ name, displayName, origin, realOrigin, readyMade, accounts, curl }) {
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
    ...readyMade.map((set) => credentials(set, accounts)),
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

/** Ready-made credentials may have a note in words beside the fields that are typed into a client. */
const isNote = (value) => value.includes(' ');

function credentials(set, accounts) {
  const entries = Object.entries(set);
  const [account] = entries.flatMap(([, value]) => accounts.filter(({ name }) => name === value));
  const notes = entries.filter(([, value]) => isNote(value)).map(([, value]) => value);
  const note = el(
    'p',
    { className: 'note' },
    el('span', {}, notes.join(', ')),
    account && el('b', {}, `${account.left} credits left`),
  );
  return el(
    'div',
    { className: 'keys' },
    ...entries.filter(([, value]) => !isNote(value)).map(([name, value]) => field(name, value)),
    account || notes.length > 0 ? note : undefined,
  );
}

const example = (curl) =>
  el(
    'div',
    { className: 'example' },
    el('details', {}, el('summary', {}, 'Example for a terminal'), el('pre', {}, curl)),
    copyButton(curl, 'the example'),
  );
