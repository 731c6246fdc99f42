import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Desk, openDesk } from './helpers/terminal.ts';

const restore = 'fangtang restore ~/photos/*.png --out ~/restored';
const results = ({ folder }: Desk) => readdir(join(folder, 'restored'));
const at = ({ folder }: Desk, name: string) => join(folder, 'photos', `${name}.png`);
const uploadsOf = ({ world }: Desk) => world.journal.entries.filter(({ endpoint }) => endpoint === 'uploads');

describe('what went wrong', () => {
  test('with one picture does not stop the others, and is tried again by the next run', async () => {
    const desk = await openDesk();
    desk.world.faults.add({ vendor: 'fangtang', endpoint: 'uploads', effect: { error: 'noCredits' } });
    const first = await desk.type(`${restore} --parallel 1`);
    expect(first.code).toBe(1);
    expect(first.told).toMatch(/a\.png +failed +fangtang uploads: 剩余下载次数为0 \(No credits are left/);
    expect(first.told).toContain('1 done, 1 failed, about 1 credits paid');
    const second = await desk.type(restore);
    expect(second.code).toBe(0);
    expect(desk.world.ledger.cost()).toBe(2);
  });

  test('after a picture was paid costs nothing in the next run', async () => {
    const desk = await openDesk();
    desk.world.faults.add({ vendor: 'fangtang', endpoint: 'status', effect: { error: 'badToken' } });
    const first = await desk.type(`${restore} --parallel 1`);
    expect(first.told).toMatch(/a\.png +paid, to be fetched/);
    expect(first.told).toContain('about 2 credits paid in this run');
    const second = await desk.type(restore);
    expect(second.code).toBe(0);
    expect(uploadsOf(desk)).toHaveLength(2);
    expect(desk.world.ledger.cost()).toBe(2);
  });

  test('while a picture was paid leaves it alone, until told otherwise', async () => {
    const desk = await openDesk();
    desk.world.faults.add({
      vendor: 'fangtang',
      endpoint: 'uploads',
      effect: { connection: 'reset', when: 'after' },
    });
    const first = await desk.type(`${restore} --parallel 1`);
    expect(first.code).toBe(1);
    expect(first.told).toMatch(/a\.png +maybe paid/);
    const second = await desk.type(restore);
    expect(second.code).toBe(1);
    expect(second.told).toContain('check your balance; --again sends it again');
    expect(desk.world.ledger.cost()).toBe(2);
    expect((await desk.type(`${restore} --again`)).code).toBe(0);
    expect(desk.world.ledger.cost()).toBe(3);
  });

  test('tells the ids also of what is no picture', async () => {
    const desk = await openDesk();
    const effect = { reply: { status: 404, body: '' } };
    desk.world.faults.add({ vendor: 'picwish', endpoint: 'readExternalWatermarkRemove', effect });
    const { code, told } = await desk.type('picwish external-watermark-remove --file ~/photos/a.png');
    expect(code).toBe(1);
    expect(told).toMatch(/Go on with \{.*"task_id":"[\w-]+"/);
  });

  test('does not make --again pay more than once for a picture', async () => {
    const desk = await openDesk();
    for (const name of ['c', 'd']) await copyFile(at(desk, 'a'), at(desk, name));
    const effect = { connection: 'reset', when: 'after' } as const;
    desk.world.faults.add({ vendor: 'fangtang', endpoint: 'uploads', times: 9, effect });
    const again = 'fangtang restore ~/photos/a.png ~/photos/c.png ~/photos/d.png --out ~/restored --again';
    await desk.type(again);
    expect(desk.world.ledger.cost()).toBe(1);
    expect((await desk.type(`${again} --dry-run`)).out).toContain('1 of 3 to be paid');
    await desk.type(again);
    expect(desk.world.ledger.cost()).toBe(2);
  });

  test('at the vendor while a picture was paid leaves it alone, too', async () => {
    const desk = await openDesk();
    const scale = 'picwish scale ~/photos/a.png --out ~/scaled';
    desk.world.faults.add({ vendor: 'picwish', endpoint: 'createScale', effect: { error: 'internal' } });
    expect((await desk.type(scale)).told).toMatch(/a\.png +maybe paid +picwish createScale: server error/);
    expect((await desk.type(scale)).told).toContain('check your balance; --again sends it again');
    expect(desk.world.ledger.cost()).toBe(0);
  });

  test('with a file that was deleted is put right for nothing', async () => {
    const desk = await openDesk();
    await desk.type(restore);
    await rm(join(desk.folder, 'restored', 'a.jpg'));
    expect((await desk.type(restore)).code).toBe(0);
    expect(await results(desk)).toContain('a.jpg');
    expect(desk.world.ledger.cost()).toBe(2);
  });

  test('too late: what the vendor no longer has is paid again only if told so', async () => {
    const desk = await openDesk();
    await desk.type(restore);
    await rm(join(desk.folder, 'restored', 'a.jpg'));
    desk.clock.advance(2 * 3_600_000);
    expect((await desk.type(restore)).told).toMatch(/a\.png +failed/);
    expect(desk.world.ledger.cost()).toBe(2);
    expect((await desk.type(`${restore} --again`)).code).toBe(0);
    expect(desk.world.ledger.cost()).toBe(3);
  });

  test.runIf(existsSync('/dev/full'))(
    'at writing a result keeps the others from being paid for',
    async () => {
      const desk = await openDesk();
      await mkdir(join(desk.folder, 'restored'));
      await symlink('/dev/full', join(desk.folder, 'restored', 'a.jpg.part'));
      const { code, told } = await desk.type(`${restore} --parallel 1`);
      expect(code).toBe(1);
      expect(told).toMatch(/a\.png +paid, to be fetched +ENOSPC/);
      expect(told).toMatch(/b\.png +not begun/);
      expect(desk.world.ledger.cost()).toBe(1);
    },
  );

  test('at writing this one result does not stop the others', async () => {
    const desk = await openDesk();
    await mkdir(join(desk.folder, 'restored', 'a.jpg.part'), { recursive: true });
    const { code, told } = await desk.type(`${restore} --parallel 1`);
    expect(code).toBe(1);
    expect(told).toMatch(/a\.png +paid, to be fetched +EISDIR/);
    expect(told).toMatch(/b\.png +done/);
  });

  test('with the journal keeps the others from being paid for', async () => {
    const desk = await openDesk();
    const lock = join(desk.folder, 'restored', '.api-repack.jsonl.lock');
    const sleep = async (ms: number) => {
      desk.clock.advance(ms);
      await writeFile(lock, 'another api-repack');
    };
    const { code, told } = await desk.type(`${restore} --parallel 1`, { sleep });
    expect(code).toBe(1);
    expect(told).toMatch(/a\.png +paid, to be fetched .*is lost: this program stood still/);
    expect(told).toMatch(/b\.png +not begun/);
    expect(desk.world.ledger.cost()).toBe(1);
    expect(await readFile(lock, 'utf8')).toBe('another api-repack');
  });

  test('in the journal itself does not matter: a line cut off is no line', async () => {
    const desk = await openDesk();
    await desk.type(restore);
    const journal = join(desk.folder, 'restored', '.api-repack.jsonl');
    await writeFile(journal, (await readFile(journal, 'utf8')).slice(0, -40));
    expect((await desk.type(restore)).code).toBe(0);
    expect(desk.world.ledger.cost()).toBe(2);
  });
});

describe('Ctrl-C', () => {
  test('begins no more pictures, and what is paid is fetched by the next run', async () => {
    const desk = await openDesk();
    const stop = new AbortController();
    const sleep = async (_: number, signal?: AbortSignal) => {
      stop.abort();
      signal?.throwIfAborted();
    };
    const first = await desk.type(`${restore} --parallel 1`, { stop, sleep });
    expect(first.code).toBe(130);
    expect(first.told).toMatch(/a\.png +paid, to be fetched/);
    expect(first.told).toMatch(/b\.png +not begun/);
    expect((await desk.type(restore)).code).toBe(0);
    expect(desk.world.ledger.cost()).toBe(2);
  });
});
