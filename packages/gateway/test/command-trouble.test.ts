import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openTerminal, type TestTerminal } from './helpers/terminal.ts';

const restore = 'fangtang restore ~/photos/*.png --out ~/restored';
const results = ({ folder }: TestTerminal) => readdir(join(folder, 'restored'));
const at = ({ folder }: TestTerminal, name: string) => join(folder, 'photos', `${name}.png`);
const uploadsOf = ({ world }: TestTerminal) =>
  world.journal.entries.filter(({ endpoint }) => endpoint === 'uploads');

describe('what went wrong', () => {
  test('with one picture does not stop the others, and is tried again by the next run', async () => {
    const terminal = await openTerminal();
    terminal.world.faults.add({ vendor: 'fangtang', endpoint: 'uploads', effect: { error: 'noCredits' } });
    const first = await terminal.type(`${restore} --parallel 1`);
    expect(first.code).toBe(1);
    expect(first.told).toMatch(/a\.png +failed +fangtang uploads: 剩余下载次数为0 \(No credits are left/);
    expect(first.told).toContain('1 done, 1 failed, about 1 credits paid');
    const second = await terminal.type(restore);
    expect(second.code).toBe(0);
    expect(terminal.world.ledger.cost()).toBe(2);
  });

  test('after a picture was paid costs nothing in the next run', async () => {
    const terminal = await openTerminal();
    terminal.world.faults.add({ vendor: 'fangtang', endpoint: 'status', effect: { error: 'badToken' } });
    const first = await terminal.type(`${restore} --parallel 1`);
    expect(first.told).toMatch(/a\.png +paid, to be fetched/);
    expect(first.told).toContain('about 2 credits paid in this run');
    const second = await terminal.type(restore);
    expect(second.code).toBe(0);
    expect(uploadsOf(terminal)).toHaveLength(2);
    expect(terminal.world.ledger.cost()).toBe(2);
  });

  test('while a picture was paid leaves it alone, until told otherwise', async () => {
    const terminal = await openTerminal();
    terminal.world.faults.add({
      vendor: 'fangtang',
      endpoint: 'uploads',
      effect: { connection: 'reset', when: 'after' },
    });
    const first = await terminal.type(`${restore} --parallel 1`);
    expect(first.code).toBe(1);
    expect(first.told).toMatch(/a\.png +maybe paid/);
    const second = await terminal.type(restore);
    expect(second.code).toBe(1);
    expect(second.told).toContain('check your balance; --again sends it again');
    expect(terminal.world.ledger.cost()).toBe(2);
    expect((await terminal.type(`${restore} --again`)).code).toBe(0);
    expect(terminal.world.ledger.cost()).toBe(3);
  });

  test('tells the ids also of what is no picture', async () => {
    const terminal = await openTerminal();
    const effect = { response: { status: 404, body: '' } };
    terminal.world.faults.add({ vendor: 'picwish', endpoint: 'readExternalWatermarkRemove', effect });
    const { code, told } = await terminal.type('picwish external-watermark-remove --file ~/photos/a.png');
    expect(code).toBe(1);
    expect(told).toMatch(/Go on with \{.*"task_id":"[\w-]+"/);
  });

  test('does not make --again pay more than once for a picture', async () => {
    const terminal = await openTerminal();
    for (const name of ['c', 'd']) await copyFile(at(terminal, 'a'), at(terminal, name));
    const effect = { connection: 'reset', when: 'after' } as const;
    terminal.world.faults.add({ vendor: 'fangtang', endpoint: 'uploads', times: 9, effect });
    const again = 'fangtang restore ~/photos/a.png ~/photos/c.png ~/photos/d.png --out ~/restored --again';
    await terminal.type(again);
    expect(terminal.world.ledger.cost()).toBe(1);
    expect((await terminal.type(`${again} --dry-run`)).out).toContain('1 of 3 to be paid');
    await terminal.type(again);
    expect(terminal.world.ledger.cost()).toBe(2);
  });

  test('at the vendor while a picture was paid leaves it alone, too', async () => {
    const terminal = await openTerminal();
    const scale = 'picwish scale ~/photos/a.png --out ~/scaled';
    terminal.world.faults.add({ vendor: 'picwish', endpoint: 'createScale', effect: { error: 'internal' } });
    expect((await terminal.type(scale)).told).toMatch(
      /a\.png +maybe paid +picwish createScale: server error/,
    );
    expect((await terminal.type(scale)).told).toContain('check your balance; --again sends it again');
    expect(terminal.world.ledger.cost()).toBe(0);
  });

  test('with a file that was deleted is put right for nothing', async () => {
    const terminal = await openTerminal();
    await terminal.type(restore);
    await rm(join(terminal.folder, 'restored', 'a.jpg'));
    expect((await terminal.type(restore)).code).toBe(0);
    expect(await results(terminal)).toContain('a.jpg');
    expect(terminal.world.ledger.cost()).toBe(2);
  });

  test('too late: what the vendor no longer has is paid again only if told so', async () => {
    const terminal = await openTerminal();
    await terminal.type(restore);
    await rm(join(terminal.folder, 'restored', 'a.jpg'));
    terminal.clock.advance(2 * 3_600_000);
    expect((await terminal.type(restore)).told).toMatch(/a\.png +failed/);
    expect(terminal.world.ledger.cost()).toBe(2);
    expect((await terminal.type(`${restore} --again`)).code).toBe(0);
    expect(terminal.world.ledger.cost()).toBe(3);
  });

  test.runIf(existsSync('/dev/full'))(
    'at writing a result keeps the others from being paid for',
    async () => {
      const terminal = await openTerminal();
      await mkdir(join(terminal.folder, 'restored'));
      await symlink('/dev/full', join(terminal.folder, 'restored', 'a.jpg.part'));
      const { code, told } = await terminal.type(`${restore} --parallel 1`);
      expect(code).toBe(1);
      expect(told).toMatch(/a\.png +paid, to be fetched +ENOSPC/);
      expect(told).toMatch(/b\.png +not begun/);
      expect(terminal.world.ledger.cost()).toBe(1);
    },
  );

  test('at writing this one result does not stop the others', async () => {
    const terminal = await openTerminal();
    await mkdir(join(terminal.folder, 'restored', 'a.jpg.part'), { recursive: true });
    const { code, told } = await terminal.type(`${restore} --parallel 1`);
    expect(code).toBe(1);
    expect(told).toMatch(/a\.png +paid, to be fetched +EISDIR/);
    expect(told).toMatch(/b\.png +done/);
  });

  test('with the journal keeps the others from being paid for', async () => {
    const terminal = await openTerminal();
    const lock = join(terminal.folder, 'restored', '.api-repack.jsonl.lock');
    const sleep = async (ms: number) => {
      terminal.clock.advance(ms);
      await writeFile(lock, 'another api-repack');
    };
    const { code, told } = await terminal.type(`${restore} --parallel 1`, { sleep });
    expect(code).toBe(1);
    expect(told).toMatch(/a\.png +paid, to be fetched .*is lost: this program stood still/);
    expect(told).toMatch(/b\.png +not begun/);
    expect(terminal.world.ledger.cost()).toBe(1);
    expect(await readFile(lock, 'utf8')).toBe('another api-repack');
  });

  test('in the journal itself does not matter: a line cut off is no line', async () => {
    const terminal = await openTerminal();
    await terminal.type(restore);
    const journal = join(terminal.folder, 'restored', '.api-repack.jsonl');
    await writeFile(journal, (await readFile(journal, 'utf8')).slice(0, -40));
    expect((await terminal.type(restore)).code).toBe(0);
    expect(terminal.world.ledger.cost()).toBe(2);
  });
});

describe('Ctrl-C', () => {
  test('begins no more pictures, and what is paid is fetched by the next run', async () => {
    const terminal = await openTerminal();
    const stop = new AbortController();
    const sleep = async (_: number, signal?: AbortSignal) => {
      stop.abort();
      signal?.throwIfAborted();
    };
    const first = await terminal.type(`${restore} --parallel 1`, { stop, sleep });
    expect(first.code).toBe(130);
    expect(first.told).toMatch(/a\.png +paid, to be fetched/);
    expect(first.told).toMatch(/b\.png +not begun/);
    expect((await terminal.type(restore)).code).toBe(0);
    expect(terminal.world.ledger.cost()).toBe(2);
  });
});
