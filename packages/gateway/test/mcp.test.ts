import { existsSync, linkSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openMcp } from './helpers/mcp.ts';

test('a tool pays once for a picture, and says where the result is', async () => {
  const { call, picture, world } = await openMcp();
  const first = await call('fangtang_restore', { picture: picture('a.png'), rate: 2, seq: ['repair', 'sr'] });
  expect(first).toMatchObject({ isError: false, facts: { credits: 1 }, types: ['text', 'image'] });
  expect(existsSync(String(first.facts.path))).toBe(true);
  const again = await call('fangtang_restore', { seq: ['repair', 'sr'], rate: 2, picture: picture('a.png') });
  expect(again.facts).toEqual({ path: first.facts.path, credits: 0 });
  expect(world.ledger.cost()).toBe(1);
});

test('the same picture under another name is paid for once, also by twins', async () => {
  const { call, picture, world } = await openMcp();
  linkSync(picture('a.png'), `${picture('a.png')}.copy.png`);
  const names = [picture('a.png'), `${picture('a.png')}.copy.png`, picture('a.png')];
  const all = await Promise.all(names.map((one) => call('fangtang_restore', { picture: one })));
  expect(all.map(({ isError }) => isError)).toEqual([false, false, false]);
  expect(world.ledger.cost()).toBe(1);
});

test('the command finds paid what an agent paid for in the same folder', async () => {
  const { call, picture, type, world } = await openMcp();
  await call('fangtang_restore', { picture: picture('a.png') });
  const { stderr } = await type('fangtang restore ~/photos --out ~/out');
  expect(stderr).toContain('a.png: skipped');
  expect(world.ledger.cost()).toBe(2);
});

test('records go into the folder, also when it was deleted in between', async () => {
  const { call, picture, folder, world } = await openMcp();
  await call('fangtang_restore', { picture: picture('a.png') });
  rmSync(join(folder, 'out'), { recursive: true });
  await call('fangtang_restore', { picture: picture('b.png') });
  expect(existsSync(join(folder, 'out/.api-repack.sqlite'))).toBe(true);
  expect(world.ledger.cost()).toBe(2);
});

test('a URL is processed where the operation takes one, and refused elsewhere', async () => {
  const { call } = await openMcp();
  const url = 'https://example.com/cat.jpg';
  expect((await call('lufff_remove_background', { picture: url })).isError).toBe(false);
  expect((await call('fangtang_restore', { picture: url })).error).toMatchObject({ kind: 'bad-input' });
});

test('only pictures in the allowed folders are sent', async () => {
  const { call, picture, folder, world } = await openMcp({ maxFileBytes: 10_000 });
  const inside = (name: string) => join(folder, 'photos', name);
  writeFileSync(join(folder, 'secret.png'), 'secret');
  symlinkSync(join(folder, 'secret.png'), inside('link.png'));
  symlinkSync(folder, inside('folder'));
  writeFileSync(inside('key.png'), 'a private key');
  writeFileSync(inside('huge.png'), '');
  truncateSync(inside('huge.png'), 20_000);
  const paths = [
    join(folder, 'secret.png'),
    join(folder, 'photos/../secret.png'),
    inside('link.png'),
    inside('folder/secret.png'),
    inside('key.png'),
    inside('huge.png'),
    inside('missing.png'),
    join(folder, 'photos'),
    'photos/a.png',
    'file:///etc/passwd',
    '',
    7,
    `${picture('a.png')}\0`,
  ];
  const all = await Promise.all(paths.map((one) => call('fangtang_restore', { picture: one })));
  expect(all.map(({ error }) => [error.kind, error.charged])).toEqual([
    ...new Array(4).fill(['bad-input', 'no']),
    ['unsupported', 'no'],
    ['too-large', 'no'],
    ...new Array(7).fill(['bad-input', 'no']),
  ]);
  const outside = await call('fangtang_restore', { picture: join(folder, 'missing.png') });
  expect(outside.error).toEqual(all[0]?.error);
  expect(all[6]?.error.message).not.toBe(outside.error.message);
  expect(world.journal.entries).toEqual([]);
});

test('unknown tools, settings and values are refused before anything is sent', async () => {
  const { call, picture, world } = await openMcp();
  const calls = [
    call('fangtang_restor', { picture: picture('a.png') }),
    call('fangtang_restore', { picture: picture('a.png'), rates: 2 }),
    call('fangtang_restore', { picture: picture('a.png'), rate: 3 }),
    call('fangtang_restore', { picture: picture('a.png'), mdf: '0'.repeat(32) }),
    call('fangtang_restore', { picture: picture('a.png'), 'idempotency-key': 'mine' }),
    call('balance', { vendor: 'nobody' }),
    call('quote', { tool: 'nothing' }),
    call('quote', { tool: 'picwish_scale', setings: { scale_factor: 4 } }),
    call('quote', { tool: 'picwish_scale', settings: 'x' }),
    call('quote', {}),
    call('resume', { tool: 'fangtang_restore', ids: 'none' }),
    call('resume', { tool: 'fangtang_restore', ids: { mdf: '/etc/passwd' } }),
  ];
  for (const { error } of await Promise.all(calls))
    expect(error).toMatchObject({ kind: 'bad-input', charged: 'no' });
  expect(world.journal.entries).toEqual([]);
});

test.each([
  [0, 0],
  [1, 1],
])('with a cap of %i credits, %i are spent', async (spendLimit, spent) => {
  const { call, picture, world } = await openMcp({ spendLimit });
  await call('fangtang_restore', { picture: picture('a.png') });
  const { error } = await call('fangtang_restore', { picture: picture('b.png') });
  expect(error).toMatchObject({ kind: 'quota', charged: 'no' });
  // The vendor publishes no price for this one.
  expect((await call('picwish_web_scale', { picture: picture('b.png') })).error).toMatchObject({
    kind: 'quota',
  });
  expect(world.ledger.cost()).toBe(spent);
  expect((await call('quote', { tool: 'fangtang_restore' })).facts).toEqual({ credits: 1, left_to_spend: 0 });
});

test('a balance is read, and a paid result is fetched by its ids at no charge', async () => {
  const { call, picture, world } = await openMcp();
  expect((await call('balance', { vendor: 'fangtang' })).facts).toHaveProperty('left');
  world.faults.add({ vendor: 'fangtang', endpoint: 'status', effect: { error: 'badToken' } });
  const { error } = await call('fangtang_restore', { picture: picture('a.png') });
  expect(error).toMatchObject({ charged: 'yes', operation: 'result' });
  const resume = () => call('resume', { tool: 'fangtang_restore', ids: error.ids });
  const [first, second] = [await resume(), await resume()];
  expect(first.facts).toMatchObject({ credits: 0 });
  expect(second.facts).toEqual(first.facts);
  expect(world.ledger.cost()).toBe(1);
  const unknown = { api: 'v2', mdf: '0'.repeat(32) };
  expect((await call('resume', { tool: 'fangtang_restore', ids: unknown })).error.ids).toEqual(unknown);
});

test('what may have been paid is not sent again, and an agent is told so', async () => {
  const { call, picture, world } = await openMcp();
  world.faults.add({
    vendor: 'fangtang',
    endpoint: 'uploads',
    effect: { connection: 'reset', when: 'after' },
  });
  const restore = () => call('fangtang_restore', { picture: picture('a.png') });
  for (const { error } of [await restore(), await restore()])
    expect(error).toMatchObject({ charged: 'maybe' });
  expect(world.ledger.cost()).toBe(1);
});

test('annotations are true', async () => {
  const { client, call, picture, world } = await openMcp();
  const { tools } = await client.listTools();
  const before = { ids: { mdf: '0'.repeat(32) }, vendor: 'fangtang', tool: 'fangtang_restore' };
  for (const { name, annotations } of tools) {
    const isOwn = ['quote', 'balance', 'resume'].includes(name);
    if (isOwn) await call(name, pick(before, tools.find((one) => one.name === name)?.inputSchema.properties));
    const sent = world.journal.entries.length;
    if (annotations?.openWorldHint === false) await call(name, { tool: 'fangtang_restore' });
    if (annotations?.openWorldHint === false) expect(world.journal.entries.length).toBe(sent);
    if (annotations?.readOnlyHint) expect(world.ledger.cost()).toBe(0);
    expect(annotations).toMatchObject({
      destructiveHint: false,
      idempotentHint: true,
      readOnlyHint: expect.any(Boolean),
    });
  }
  const paying = tools.filter(({ annotations }) => annotations?.readOnlyHint === false);
  expect(paying.map(({ name }) => name)).toContain('fangtang_restore');
  for (let tries = 0; tries < 2; tries++) await call('fangtang_restore', { picture: picture('a.png') });
  expect(world.ledger.cost()).toBe(1);
});

const pick = (values: object, names: object = {}) =>
  Object.fromEntries(Object.entries(values).filter(([name]) => name in names));

test('tools ask for neither keys nor credentials, and their names fit every program', async () => {
  const { client } = await openMcp();
  const { tools } = await client.listTools();
  expect(tools.length).toBeGreaterThan(20);
  for (const { name, inputSchema } of tools) {
    expect(name).toMatch(/^[a-z0-9_]{1,64}$/);
    const fields = Object.keys(inputSchema.properties ?? {});
    for (const field of fields) expect(field).not.toMatch(/idempotency|password|token|telephone|file$/);
  }
});
