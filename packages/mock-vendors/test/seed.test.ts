import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { serve } from '../src/cli/serve.ts';
import { seedExample } from '../src/seed/seed-example.ts';
import { seedFrom } from '../src/seed/seed-file.ts';
import { readSeedText } from '../src/seed/seed-text.ts';
import { mockFangtang } from '../src/vendors/fangtang/index.ts';
import { mockVendors } from '../src/vendors.ts';
import { manualClock } from '../src/world/clock.ts';
import { World } from '../src/world/world.ts';
import { Worlds } from '../src/world/worlds.ts';

function fileWith(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'seed-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'seed.yaml');
  writeFileSync(file, text);
  return file;
}

const seeded = (text: string) => {
  const worlds = new Worlds(new World({ clock: manualClock() }));
  const file = fileWith(text);
  return { worlds, file, again: seedFrom({ file, worlds, vendors: mockVendors }) };
};

const left = (world: World, name = 'hiliad') =>
  mockFangtang.accounts?.(world).find((account) => account.name === name)?.left;

it('takes the example, and everything in it that is commented out', () => {
  expect(() => readSeedText(seedExample, mockVendors)).not.toThrow();
  const whole = seedExample
    .replace('faults: []\n', 'faults:\n')
    .replace(
      /^( *)# ?( *(?:set:|taskTimingByVendor:|picwish:|- |vendor:|endpoint:|nth:|times:|effect:).*)$/gm,
      '$1$2',
    );
  expect(whole).toContain('\n  set: 2026');
  expect(readSeedText(whole, mockVendors)).toMatchObject({
    taskTimingByVendor: { picwish: { mode: 'scripted', states: [4, 4, -8] } },
    faults: [{ nth: 3 }, { effect: { error: 'noCredits' } }],
  });
});

it('makes worlds begin as it says, also after a reset', () => {
  const { worlds } = seeded(`
clock: { set: 2030-01-01T00:00:00Z }
taskTiming: { mode: polls, polls: 2 }
accounts: { fangtang: { hiliad: { left: 3 }, shop: { left: 1, credentials: { secret_key: s } } } }
settings: { fangtang: { retentionS: 60 } }
faults: [{ vendor: fangtang, effect: { error: badToken } }]
worlds: { ci: { taskTiming: { mode: immediate } } }
`);
  const { main } = worlds;
  const isSeeded = () => {
    expect(main.clock.now()).toBe(Date.UTC(2030, 0, 1));
    expect(main.taskTiming).toEqual({ mode: 'polls', polls: 2 });
    expect([left(main), left(main, 'shop')]).toEqual([3, 1]);
    expect(main.settingsOf(mockFangtang)).toMatchObject({ retentionS: 60 });
    expect(main.faults.unfired).toHaveLength(1);
  };
  isSeeded();
  expect(worlds.get('ci')?.taskTiming).toEqual({ mode: 'immediate' });
  main.clock.advance(5);
  main.faults.clear();
  mockFangtang.setAccount?.(main, { name: 'hiliad', left: 0 });
  main.reset();
  isSeeded();
});

it('begins anew from a changed file, without what was in it before', () => {
  const { worlds, file, again } = seeded(
    'accounts: { fangtang: { hiliad: { left: 3 } } }\nworlds: { one: {} }',
  );
  writeFileSync(file, 'worlds: { two: {} }');
  again();
  expect(left(worlds.main)).toBe(98);
  expect(worlds.all.map(({ name }) => name)).toEqual(['main', 'two']);
});

it('changes nothing if the changed file is wrong', () => {
  const { worlds, file, again } = seeded('accounts: { fangtang: { hiliad: { left: 3 } } }');
  writeFileSync(file, 'accounts: { fangtang: { hiliad: { left: -3 } } }');
  expect(again).toThrow(
    /seed\.yaml: line 1, column 41: accounts\.fangtang\.hiliad\.left: give a whole number/,
  );
  expect(left(worlds.main)).toBe(3);
});

it.each([
  ['a: 1', 'line 1, column 4: a: is not known here; known are $schema, clock'],
  ['clok: {}', 'line 1, column 7: clok: is not known here; did you mean clock?'],
  ['clock:\n  speed: fast', 'line 2, column 10: clock.speed: give a number from 0'],
  ['taskTiming: { mode: quick }', 'line 1, column 21: taskTiming.mode: give one of immediate, timed'],
  ['taskTiming: { mode: timed, minMs: 5, maxMs: 2 }', 'maxMs is less than minMs'],
  [
    'taskTiming: { mode: timd }',
    'taskTiming.mode: give one of immediate, timed, polls, manual, scripted; did you mean timed?',
  ],
  ['taskTiming: immediate', 'line 1, column 13: taskTiming: give an object with a mode'],
  ['taskTiming: { mode: scripted, states: [] }', 'taskTiming.states: give the states too'],
  ['taskTiming: { mode: polls, minMs: 5 }', 'taskTiming.minMs: is not known here; known are mode, polls'],
  ['accounts:\n  fangtng: {}', 'line 2, column 12: accounts.fangtng: give one of picwish'],
  [
    'accounts:\n  picwish:\n    me: { credentials: { apikey: x } }',
    'line 3, column 34: accounts.picwish.me.credentials.apikey: is not known here; did you mean apiKey?',
  ],
  ['accounts:\n  aliyun-oss: {}', 'accounts.aliyun-oss: has no accounts with credits'],
  [
    'settings:\n  fangtang:\n    retentionS: long',
    'line 3, column 17: settings.fangtang.retentionS: give a number',
  ],
  ['faults:\n  - vendor: fangtang', 'line 2, column 5: faults.0.effect: is missing'],
  [
    'faults:\n  - vendor: fangtang\n    endpoint: statu\n    effect: { delayMs: 1 }',
    'line 3, column 15: faults.0.endpoint: give one of',
  ],
  ['worlds:\n  ci:\n    faults: 7', 'line 3, column 13: worlds.ci.faults: give a list of faults'],
  ['worlds: { No!: {} }', 'worlds.No!: give 1 to 31 lowercase letters'],
  ['{"clock": {', 'line 1'],
  [
    'faults: [{vendor: aliyun-oss, endpoint: putObjet, effect: {delayMs: 1}}]',
    'faults.0.endpoint: is not known; did you mean putObject',
  ],
  ['a: 1\na: 2', 'line 2, column 1'],
  ['a: &a [x]\nb: *c', 'Unresolved alias'],
])('tells where %j is wrong', (text, message) => {
  expect(() => readSeedText(text, mockVendors)).toThrow(message);
});

it('takes an empty file, and JSON', () => {
  expect(readSeedText('', mockVendors)).toEqual({});
  expect(readSeedText('{"taskTiming": {"mode": "manual"}}', mockVendors)).toEqual({
    taskTiming: { mode: 'manual' },
  });
});

it('tells how to get a seed file that is not there', async () => {
  await expect(serve({ seedFile: 'nowhere.yaml', vendors: [] })).rejects.toThrow(
    'there is no seed file nowhere.yaml: mock-vendors init writes one',
  );
});

it('seeds over HTTP what the schema describes', async () => {
  const server = await serve({ vendors: [mockFangtang] });
  onTestFinished(() => server.close());
  const post = (body: string, type: string) =>
    fetch(`${server.origins.control}/seed`, { method: 'POST', headers: { 'content-type': type }, body });
  const yaml = 'accounts:\n  fangtang:\n    hiliad: { left: 2 }';
  expect(await (await post(yaml, 'application/yaml')).json()).toEqual({ seeded: ['main'] });
  expect(left(server.world)).toBe(2);
  const wrong = await post(yaml.replace('left', 'lef'), 'application/yaml');
  expect(await wrong.json()).toMatchObject({
    problems: [{ path: ['accounts', 'fangtang', 'hiliad', 'lef'], line: 3 }],
  });
  const schema = await (await fetch(`${server.origins.control}/seed-schema.json`)).json();
  expect(schema).toMatchObject({ type: 'object', properties: { accounts: {}, worlds: {}, faults: {} } });
});

it('reloads when the file is written', async () => {
  const file = fileWith('');
  let told: (error?: Error) => void = () => undefined;
  const changed = () =>
    new Promise<Error | undefined>((resolve) => {
      told = resolve;
    });
  const server = await serve({ vendors: [mockFangtang], seedFile: file, watch: (error) => told(error) });
  onTestFinished(() => server.close());
  const first = changed();
  writeFileSync(file, `${readFileSync(file, 'utf8')}accounts: { fangtang: { hiliad: { left: 1 } } }`);
  expect(await first).toBeUndefined();
  expect(left(server.world)).toBe(1);
  const second = changed();
  writeFileSync(file, 'nonsense: 1');
  expect((await second)?.message).toContain('nonsense');
  expect(left(server.world)).toBe(1);
});
