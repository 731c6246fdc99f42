import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { openTerminal, type TestTerminal } from './helpers/terminal.ts';

const restore = 'fangtang restore ~/photos/*.png --out ~/restored --parallel 1 --json';
const at = ({ folder }: TestTerminal, name: string) => join(folder, 'photos', `${name}.png`);

const disk = vi.hoisted((): { failures: string[] } => ({ failures: [] }));
vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>();
  const open: typeof real.open = (path, ...options) => {
    const code = String(path).includes('.api-repack-part-') ? disk.failures.shift() : undefined;
    return code ? Promise.reject(Object.assign(new Error(code), { code })) : real.open(path, ...options);
  };
  return { ...real, open };
});
afterEach(() => {
  disk.failures = [];
});

/** What became of each picture, by the first letter of its name. */
async function statesOf({ folder, type }: TestTerminal, line: string, options?: Parameters<typeof type>[1]) {
  const { code, out } = await type(line, options);
  const rows: { source: string; state: string; charged?: string }[] = JSON.parse(out);
  const states = rows.map(({ source, state }) => `${source.slice(`${folder}/photos/`.length, -4)} ${state}`);
  return { code, states, rows };
}

describe('what went wrong', () => {
  test('with one picture does not stop the others, and is tried again by the next run', async () => {
    const terminal = await openTerminal();
    terminal.world.faults.add({
      vendor: 'fangtang',
      endpoint: 'uploads',
      effect: { error: 'unsupportedFile' },
    });
    const first = await statesOf(terminal, restore);
    expect(first).toMatchObject({ code: 1, states: ['a failed', 'b done'] });
    expect(first.rows[0]).toMatchObject({ charged: 'no', kind: 'unsupported' });
    expect(await statesOf(terminal, restore)).toMatchObject({ code: 0, states: ['a done', 'b skipped'] });
    expect(terminal.world.ledger.cost()).toBe(2);
  });

  test.each([
    ['no credits are left', 'noCredits', 'quota'],
    ['the credentials are refused', 'badToken', 'auth'],
  ])('because %s ends the run: every other picture would meet the same', async (_, error, kind) => {
    const terminal = await openTerminal();
    terminal.world.faults.add({ vendor: 'fangtang', endpoint: 'uploads', times: 9, effect: { error } });
    const { code, states, rows } = await statesOf(terminal, restore);
    expect({ code, states }).toEqual({ code: 1, states: ['a failed', 'b waiting'] });
    expect(rows[0]).toMatchObject({ kind, charged: 'no' });
    expect(terminal.world.journal.entries).toHaveLength(1);
  });

  test('because of too many requests is waited for', async () => {
    const terminal = await openTerminal();
    const response = { status: 429, headers: { 'retry-after': '30' }, body: '' };
    terminal.world.faults.add({ vendor: 'fangtang', endpoint: 'uploads', times: 3, effect: { response } });
    const begun = terminal.clock.now();
    expect((await statesOf(terminal, restore)).states).toEqual(['a done', 'b done']);
    expect(terminal.clock.now() - begun).toBeGreaterThanOrEqual(90_000);
    expect(terminal.world.ledger.cost()).toBe(2);
  });

  test('after a picture was paid costs nothing in the next run', async () => {
    const terminal = await openTerminal();
    terminal.world.faults.add({ vendor: 'fangtang', endpoint: 'status', effect: { error: 'badToken' } });
    const { states, rows } = await statesOf(terminal, restore);
    expect(states).toEqual(['a unfetched', 'b done']);
    const ids = { api: 'v2', mdf: expect.stringMatching(/^[0-9a-f]{32}$/) };
    expect(rows[0]).toMatchObject({ charged: 'yes', credits: 1, ids, operation: 'result' });
    expect((await statesOf(terminal, restore)).states).toEqual(['a done', 'b skipped']);
    expect(terminal.world.ledger.cost()).toBe(2);
  });

  test('while a picture was paid leaves it alone, until stderr otherwise', async () => {
    const terminal = await openTerminal();
    const effect = { connection: 'reset', when: 'after' } as const;
    terminal.world.faults.add({ vendor: 'fangtang', endpoint: 'uploads', effect });
    expect(await statesOf(terminal, restore)).toMatchObject({ code: 1, states: ['a doubtful', 'b done'] });
    const second = await statesOf(terminal, restore);
    expect(second).toMatchObject({ code: 1, states: ['a doubtful', 'b skipped'] });
    expect(second.rows[0]).toMatchObject({ kind: 'doubtful', charged: 'maybe' });
    expect(terminal.world.ledger.cost()).toBe(2);
    expect((await statesOf(terminal, `${restore} --again`)).code).toBe(0);
    expect(terminal.world.ledger.cost()).toBe(3);
  });

  test('tells the ids also of what is no picture', async () => {
    const terminal = await openTerminal();
    const effect = { response: { status: 404, body: '' } };
    terminal.world.faults.add({ vendor: 'picwish', endpoint: 'readExternalWatermarkRemove', effect });
    const line = 'picwish external-watermark-remove --file ~/photos/a.png --json';
    const { code, stderr } = await terminal.type(line);
    expect(code).toBe(1);
    expect(JSON.parse(stderr).error).toMatchObject({
      charged: 'yes',
      ids: { tool: 'external-watermark-remove', task_id: expect.any(String) },
      operation: 'result',
    });
  });

  test('does not make --again pay more than once for a picture', async () => {
    const terminal = await openTerminal();
    for (const name of ['c', 'd']) await copyFile(at(terminal, 'a'), at(terminal, name));
    const effect = { connection: 'reset', when: 'after' } as const;
    terminal.world.faults.add({ vendor: 'fangtang', endpoint: 'uploads', times: 9, effect });
    const again = 'fangtang restore ~/photos/a.png ~/photos/c.png ~/photos/d.png --out ~/restored --again';
    await terminal.type(again);
    expect(terminal.world.ledger.cost()).toBe(1);
    expect(JSON.parse((await terminal.type(`${again} --dry-run --json`)).out).toPay).toBe(1);
    await terminal.type(again);
    expect(terminal.world.ledger.cost()).toBe(2);
  });

  test('at the vendor while a picture was paid leaves it alone, too', async () => {
    const terminal = await openTerminal();
    const scale = 'picwish scale ~/photos/a.png --out ~/scaled --json';
    terminal.world.faults.add({ vendor: 'picwish', endpoint: 'createScale', effect: { error: 'internal' } });
    expect((await statesOf(terminal, scale)).states).toEqual(['a doubtful']);
    expect((await statesOf(terminal, scale)).states).toEqual(['a doubtful']);
    expect(terminal.world.ledger.cost()).toBe(0);
  });

  test('with a task that failed for good is free, and is tried again by the next run', async () => {
    const terminal = await openTerminal({ taskTiming: { mode: 'manual' } });
    const scale = 'picwish scale ~/photos/a.png --out ~/scaled --json';
    const settle = (state: 'failed' | 'done') => async (ms: number) => {
      terminal.clock.advance(ms);
      terminal.world.tasks.force([...terminal.world.tasks.state.keys()].at(-1) ?? '', state);
    };
    const failed = await statesOf(terminal, scale, { sleep: settle('failed') });
    expect(failed.states).toEqual(['a failed']);
    expect(failed.rows[0]).toMatchObject({ kind: 'task-failed', charged: 'no' });
    expect((await statesOf(terminal, scale, { sleep: settle('done') })).states).toEqual(['a done']);
    // The price of one: the task that failed was given back.
    expect(terminal.world.ledger.cost()).toBe(2);
  });

  test('with a file that was deleted is put right at no charge', async () => {
    const terminal = await openTerminal();
    await terminal.type(restore);
    await rm(join(terminal.folder, 'restored', 'a.jpg'));
    expect((await statesOf(terminal, restore)).states).toEqual(['a done', 'b skipped']);
    expect(terminal.world.ledger.cost()).toBe(2);
  });

  test('too late: what the vendor no longer has is paid again only if stderr so', async () => {
    const terminal = await openTerminal();
    await terminal.type(restore);
    await rm(join(terminal.folder, 'restored', 'a.jpg'));
    terminal.clock.advance(2 * 3_600_000);
    expect((await statesOf(terminal, restore)).states).toEqual(['a expired', 'b skipped']);
    expect((await statesOf(terminal, restore)).states).toEqual(['a expired', 'b skipped']);
    expect(terminal.world.ledger.cost()).toBe(2);
    expect((await statesOf(terminal, `${restore} --again`)).code).toBe(0);
    expect(terminal.world.ledger.cost()).toBe(3);
  });

  test('with a picture that changes during the run is said before it is paid for', async () => {
    const terminal = await openTerminal();
    const sleep = async (ms: number) => {
      terminal.clock.advance(ms);
      await copyFile(at(terminal, 'a'), at(terminal, 'b'));
    };
    expect((await statesOf(terminal, restore, { sleep })).states).toEqual(['a done', 'b failed']);
    expect(terminal.world.ledger.cost()).toBe(1);
  });
});

describe('a disk that refuses', () => {
  test('results because it is full keeps the others from being paid for', async () => {
    const terminal = await openTerminal();
    disk.failures = ['ENOSPC'];
    expect(await statesOf(terminal, restore)).toMatchObject({
      code: 1,
      states: ['a unfetched', 'b waiting'],
    });
    expect(terminal.world.ledger.cost()).toBe(1);
  });

  test('one result does not stop the others', async () => {
    const terminal = await openTerminal();
    disk.failures = ['ENAMETOOLONG'];
    expect(await statesOf(terminal, restore)).toMatchObject({ code: 1, states: ['a unfetched', 'b done'] });
  });

  test('records keeps the others from being paid for', async () => {
    const terminal = await openTerminal();
    const records = join(terminal.folder, 'restored', '.api-repack.sqlite');
    const sleep = async (ms: number) => {
      terminal.clock.advance(ms);
      await writeFile(records, 'x'.repeat(1 << 16));
    };
    const { states, rows } = await statesOf(terminal, restore, { sleep });
    expect(states).toEqual(['a done', 'b failed']);
    expect(rows[1]).toMatchObject({ kind: 'unavailable', charged: 'no' });
    expect(terminal.world.ledger.cost()).toBe(1);
  });

  test('records of another program leaves them as they are', async () => {
    const terminal = await openTerminal();
    await mkdir(join(terminal.folder, 'restored'));
    await writeFile(join(terminal.folder, 'restored', '.api-repack.sqlite'), 'of another program');
    expect((await terminal.type(restore)).code).toBe(2);
    expect(terminal.world.journal.entries).toEqual([]);
  });
});

test('Ctrl-C begins no more pictures, and what is paid is fetched by the next run', async () => {
  const terminal = await openTerminal();
  const stop = new AbortController();
  const sleep = async (_: number, signal?: AbortSignal) => {
    stop.abort();
    signal?.throwIfAborted();
  };
  const first = await statesOf(terminal, restore, { stop, sleep });
  expect(first).toMatchObject({ code: 130, states: ['a unfetched', 'b waiting'] });
  expect((await statesOf(terminal, restore)).code).toBe(0);
  expect(terminal.world.ledger.cost()).toBe(2);
});
