import { button, byId, call, el, shownWorld } from './dom.js';

const show = (name) => {
  location.hash = name === 'main' ? '' : name;
  location.reload();
};

/** `changed` is called after the world was reset or forked. */
export function showWorlds(worlds, changed) {
  const select = el(
    'select',
    { id: 'world', onchange: ({ target }) => show(target.value) },
    ...worlds.map(({ name }) => el('option', { value: name, selected: name === shownWorld() }, name)),
  );
  byId('worlds').replaceChildren(
    el('label', {}, 'World ', select),
    button('Fork', () => fork(worlds)),
    button('Reset', () => call(`/worlds/${shownWorld()}/reset`, {}).then(() => location.reload(), changed)),
  );
}

async function fork(worlds) {
  const taken = worlds.map(({ name }) => name);
  let n = 2;
  while (taken.includes(`${shownWorld()}-${n}`)) n++;
  const { name } = await call(`/worlds/${shownWorld()}/fork`, { name: `${shownWorld()}-${n}` });
  show(name);
}

const speeds = [
  [0, 'paused'],
  [1, 'real time'],
  [10, '10 × speed'],
  [60, '60 × speed'],
];

const steps = [
  ['+10 s', { advance: '10s' }],
  ['+1 min', { advance: '1m' }],
  ['+1 h', { advance: '1h' }],
  ['Until idle', { untilIdle: true }],
];

let received = { now: 0, speed: 0 };
let receivedAt = 0;

/** `changed` is called after the clock was moved. */
export function showClock(clock, changed) {
  received = clock;
  receivedAt = Date.now();
  tick();
  if (byId('clock').children.length > 0) {
    byId('speed').value = String(clock.speed);
    return;
  }
  const move = (change) => call('/clock', change).then(changed);
  const known = speeds.some(([speed]) => speed === clock.speed);
  const all = known ? speeds : [...speeds, [clock.speed, `${clock.speed} × speed`]];
  const select = el(
    'select',
    { id: 'speed', ariaLabel: 'Speed', onchange: ({ target }) => move({ speed: Number(target.value) }) },
    ...all.map(([speed, label]) => el('option', { value: speed, selected: speed === clock.speed }, label)),
  );
  byId('clock').append(select, ...steps.map(([label, change]) => button(label, () => move(change))));
  setInterval(tick, 200);
}

function tick() {
  const now = received.now + (Date.now() - receivedAt) * received.speed;
  byId('now').textContent = new Date(now).toISOString().slice(0, 19).replace('T', ' ');
}
