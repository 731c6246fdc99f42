import { byId, call, here } from './dom.js';
import { showFaults, showForm } from './faults.js';
import { addCall, showFilters } from './journal.js';
import { showTasks } from './tasks.js';
import { showVendors } from './vendors.js';
import { showClock, showWorlds } from './world.js';

let known = '';
let timer;

async function refresh() {
  clearTimeout(timer);
  const [vendors, tasks, ledger, faults, clock] = await Promise.all(
    ['/vendors', '/tasks', '/ledger', '/faults', '/clock'].map((path) => call(path)),
  );
  // Untouched while nothing has changed, so that a selection in it survives.
  if (JSON.stringify(vendors) !== known) showVendors(vendors, refresh);
  if (known === '') {
    showFilters(vendors);
    showForm(vendors, await call('/errors'), refresh);
    showWorlds(await call('/worlds'), refresh);
  }
  known = JSON.stringify(vendors);
  showTasks(tasks, refresh);
  showFaults(faults, refresh);
  showClock(clock, refresh);
  byId('total').textContent = String(ledger.total);
  if (tasks.some(({ phase }) => phase === 'running')) refreshIn(500);
}

function refreshIn(ms) {
  clearTimeout(timer);
  timer = setTimeout(refresh, ms);
}

function showConnection(text, kind) {
  byId('connection').textContent = text;
  byId('connection').className = `pill ${kind}`;
}

function follow() {
  const stream = new EventSource(here('/journal/stream'));
  stream.onopen = () => showConnection('live', 'good');
  stream.onerror = () => showConnection('not connected', 'bad');
  stream.onmessage = ({ data }) => {
    addCall(JSON.parse(data));
    refreshIn(100);
  };
}

await refresh();
follow();
