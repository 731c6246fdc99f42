import { button, byId, dot, el, pill } from './dom.js';

const maxRows = 200;
let shown = '';
let newest = 0;

/** Adds a call on top. */
export function addCall(entry) {
  const journal = byId('journal');
  // Each call is sent once, and numbers begin again when the world is reset.
  if (byId(`call-${entry.n}`) || entry.n < newest - maxRows) journal.replaceChildren();
  newest = entry.n;
  journal.prepend(row(entry));
  while (journal.children.length > maxRows) journal.lastChild.remove();
  showCounts();
}

export function showFilters(vendors) {
  const choices = [['', 'All'], ...vendors.map(({ name, displayName }) => [name, displayName])];
  byId('filters').replaceChildren(
    ...choices.map(([name, label]) => {
      const filter = button(label, () => {
        shown = name;
        for (const item of byId('journal').children) item.hidden = !isShown(item);
        showFilters(vendors);
        showCounts();
      });
      filter.ariaPressed = String(name === shown);
      return filter;
    }),
  );
}

const isShown = ({ dataset }) => shown === '' || shown === dataset.vendor;

function showCounts() {
  const rows = [...byId('journal').children];
  byId('calls').textContent = rows.length === maxRows ? `${maxRows}+` : String(rows.length);
  byId('errors').textContent = String(rows.filter(({ dataset }) => dataset.failed === 'true').length);
  byId('journal-empty').hidden = rows.some(isShown);
}

function row(entry) {
  const failed = entry.error !== undefined || entry.status >= 400;
  const item = el(
    'li',
    { id: `call-${entry.n}`, className: 'fresh' },
    el('details', {}, line(entry, failed), facts(entry)),
  );
  item.dataset.vendor = entry.vendor;
  item.dataset.failed = String(failed);
  item.hidden = !isShown(item);
  return item;
}

const timeOf = (at) => new Date(at).toLocaleTimeString([], { hour12: false });

/** A request that nothing is there for has no other name. */
const nameOf = ({ endpoint, method, url }) =>
  endpoint === 'unknown' ? `${method} ${url.split('?', 1)[0]}` : endpoint;

const line = ({ at, vendor, account, status, error, charged, ...call }, failed) =>
  el(
    'summary',
    {},
    el('time', {}, timeOf(at)),
    dot(vendor),
    el('span', { className: 'what' }, nameOf(call), el('small', {}, account ?? '')),
    pill(error ? `${status} ${error}` : String(status), failed ? 'bad' : 'good'),
    el('span', { className: 'credits' }, charged ? `${charged} ${charged === 1 ? 'credit' : 'credits'}` : ''),
  );

function facts({ method, url, account, error, guessed, guessedFields, fault, nearest, created, fields }) {
  const known = Object.entries({
    request: `${method} ${url}`,
    account,
    error,
    'a guess': guessed,
    'guessed fields': guessedFields?.join(' '),
    fault,
    nearest: nearest && [nearest.endpoint, ...nearest.differs].join('; '),
    created: created?.join(' '),
    ...fields,
  });
  return el(
    'dl',
    { className: 'more' },
    ...known
      .filter(([, value]) => value !== undefined && value !== '')
      .flatMap(([name, value]) => [el('dt', {}, name), el('dd', {}, textOf(value))]),
  );
}

const textOf = (value) => (typeof value === 'string' ? value : JSON.stringify(value));
