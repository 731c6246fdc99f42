import { copyFile, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { serve, World } from '@api-repack/mock-vendors';
import { expect, onTestFinished, test } from 'vitest';
import { otherPhoto, photo } from './helpers/pictures.ts';
import { openTerminal, type TestTerminal } from './helpers/terminal.ts';

const restore = 'fangtang restore ~/photos --out ~/restored --json';
const paid = ({ world }: TestTerminal) => world.ledger.cost();

/** Bytes that no other picture has. */
async function add({ folder }: TestTerminal, name: string, file: File = photo): Promise<void> {
  const path = join(folder, 'photos', name);
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, Buffer.concat([Buffer.from(await file.arrayBuffer()), Buffer.from(name)]));
}

interface Row {
  readonly source: string;
  readonly state: string;
  readonly file?: string;
  readonly kind?: string;
  readonly credits?: number;
}

async function rowsOf({ folder, type }: TestTerminal, line: string, options?: Parameters<typeof type>[1]) {
  const { code, out } = await type(line, options);
  const rows: Row[] = JSON.parse(out);
  return {
    code,
    rows,
    states: rows.map(({ source, state }) => `${source.slice(`${folder}/photos/`.length)}: ${state}`),
  };
}

test('folders in a folder are processed, too, unless stderr otherwise', async () => {
  const terminal = await openTerminal();
  await add(terminal, 'old/c.png');
  await symlink(join(terminal.folder, 'photos'), join(terminal.folder, 'photos', 'old', 'loop'));
  const flat = await rowsOf(terminal, `${restore} --no-recursive`);
  expect(flat).toMatchObject({ code: 0, states: ['a.png: done', 'b.png: done'] });
  const deep = await rowsOf(terminal, restore);
  expect(deep).toMatchObject({ code: 0, states: ['a.png: skipped', 'b.png: skipped', 'old/c.png: done'] });
  expect(deep.rows[2]?.file).toBe('old/c.jpg');
});

test('pictures are known by their content, whatever their extension', async () => {
  const terminal = await openTerminal();
  for (const name of ['c.jfif', 'd']) await add(terminal, name, otherPhoto);
  const { code, states } = await rowsOf(terminal, restore);
  expect([code, ...states]).toEqual([0, 'a.png: done', 'b.png: done', 'c.jfif: done', 'd: done']);
});

test('what is left out is named and counted, and 0 means that no picture was', async () => {
  const terminal = await openTerminal();
  await writeFile(join(terminal.folder, 'photos', 'notes.txt'), 'no picture');
  expect((await rowsOf(terminal, restore)).code).toBe(0);
  await writeFile(join(terminal.folder, 'photos', 'c.png'), 'no picture');
  const { code, states } = await rowsOf(terminal, restore);
  expect(states).toEqual(['a.png: skipped', 'b.png: skipped', 'c.png: left-out', 'notes.txt: left-out']);
  expect(code).toBe(1);
  expect((await terminal.type('fangtang restore ~/photos --out ~/restored')).stderr).toContain('2 left out');
});

test.skipIf(process.platform !== 'linux')('a name that is not UTF-8 is named', async () => {
  const terminal = await openTerminal();
  const name = Buffer.concat([
    Buffer.from(`${terminal.folder}/photos/`),
    Buffer.from([0xd5, 0xd5, 0xc6, 0xac]),
  ]);
  await writeFile(name, Buffer.from(await photo.arrayBuffer()));
  const { code, rows } = await rowsOf(terminal, restore);
  expect(code).toBe(1);
  expect(rows.filter(({ state }) => state === 'left-out')).toHaveLength(1);
});

test('a picture inside --out is named, and results there are none', async () => {
  const terminal = await openTerminal();
  const line = 'fangtang restore ~/photos --out ~/photos/restored --json';
  expect((await rowsOf(terminal, line)).code).toBe(0);
  expect((await rowsOf(terminal, line)).states).toEqual(['a.png: skipped', 'b.png: skipped']);
  await copyFile(
    join(terminal.folder, 'photos', 'a.png'),
    join(terminal.folder, 'photos', 'restored', 'x.png'),
  );
  const { code, states } = await rowsOf(terminal, line);
  expect(states).toContain('restored/x.png: left-out');
  expect(code).toBe(1);
});

test('a list of files comes from standard input', async () => {
  const terminal = await openTerminal();
  const stdin = '~/photos/b.png\r\n\n';
  const { code, states } = await rowsOf(terminal, 'fangtang restore - --out ~/restored --json', { stdin });
  expect([code, ...states]).toEqual([0, 'b.png: done']);
});

test('the manifest leads from each picture to its result', async () => {
  const terminal = await openTerminal();
  const { rows } = await rowsOf(terminal, restore);
  const manifest = JSON.parse(await readFile(join(terminal.folder, 'restored', 'api-repack.json'), 'utf8'));
  expect(manifest).toEqual(rows);
  expect(rows[0]).toMatchObject({
    state: 'done',
    file: 'a.jpg',
    credits: 1,
    ids: { mdf: expect.any(String) },
  });
});

test('--quiet shows only what failed', async () => {
  const terminal = await openTerminal();
  terminal.world.faults.add({
    vendor: 'fangtang',
    endpoint: 'uploads',
    effect: { error: 'unsupportedFile' },
  });
  const { stderr } = await terminal.type('fangtang restore ~/photos --out ~/restored --quiet --parallel 1');
  expect(stderr).toContain('a.png');
  expect(stderr).not.toContain('b.png');
});

test('a spend limit is not exceeded', async () => {
  const terminal = await openTerminal();
  const line = `${restore} --parallel 1 --spend-limit 1`;
  const { code, rows, states } = await rowsOf(terminal, line);
  expect([code, ...states]).toEqual([1, 'a.png: done', 'b.png: failed']);
  expect(rows[1]).toMatchObject({ kind: 'quota', charged: 'no' });
  expect(paid(terminal)).toBe(1);
  expect((await rowsOf(terminal, line)).code).toBe(0);
  expect((await rowsOf(terminal, `${restore} --seq sr --spend-limit 0`)).states[0]).toBe('a.png: failed');
  expect(paid(terminal)).toBe(2);
});

test('another account or another address of the vendor is another payment', async () => {
  const terminal = await openTerminal();
  await terminal.type(restore);
  const env = { FANGTANG_THIRD_CODE: 'hili-download', FANGTANG_SECRET_KEY: 'hiliad' };
  expect((await rowsOf(terminal, restore, { env })).states).toEqual(['a.png: done', 'b.png: done']);
  expect(paid(terminal)).toBe(4);
  const other = await openTerminal();
  const folder = join(terminal.folder, 'photos');
  const { out } = await other.type(`fangtang restore ${folder} --out ${terminal.folder}/restored --json`);
  expect(JSON.parse(out).map(({ state }: Row) => state)).toEqual(['done', 'done']);
});

test('names and messages cannot give orders to the terminal', async () => {
  const terminal = await openTerminal();
  const response = {
    status: 200,
    body: JSON.stringify({ code: 9000, errno: 9004, msg: '\u001b]0;x\u0007' }),
  };
  terminal.world.faults.add({ vendor: 'fangtang', endpoint: 'uploads', times: 9, effect: { response } });
  const { stderr } = await terminal.type('fangtang restore ~/photos --out ~/restored');
  expect(stderr).not.toMatch(/[^\P{Cc}\n]/u);
});

/** The mocks of a program of its own have the real time. */
const real = { urls: false, now: Date.now };

test('variables of the service hold for commands, and mock vendors need no credentials', async () => {
  const { type } = await openTerminal();
  const balance = async (env: Record<string, string>) =>
    (await type('fangtang balance', { ...real, env })).code;
  expect(await balance({ API_REPACK_MOCK: 'true' })).toBe(0);
  expect(await balance({ API_REPACK_MOCK: 'perhaps' })).toBe(2);
  expect(await balance({ API_REPACK_MOCK: '1', API_REPACK_BASE_URL: 'fangtang=http://127.0.0.1:1' })).toBe(1);
});

test('--mock-url leads all vendors to mocks that run already', async () => {
  const world = new World();
  const { origins, close } = await serve({ world });
  onTestFinished(close);
  const { type } = await openTerminal();
  const balance = (url = '') => type(`fangtang balance --mock-url ${url}`, { ...real, env: {} });
  expect((await balance(origins.control)).code).toBe(0);
  expect(world.journal.entries).toHaveLength(1);
  expect((await balance('http://127.0.0.1:1')).code).toBe(2);
});

test.each([['--version'], ['-h'], ['fangtang restore -h']])('%s answers', async (line) => {
  const { type } = await openTerminal();
  const { code, out } = await type(line);
  expect(code).toBe(0);
  expect(out).not.toBe('');
});

test('a password is no flag', async () => {
  const { type } = await openTerminal();
  expect((await type('picwish login --telephone 13800138000 --password mock-password')).code).toBe(2);
  expect((await type('picwish login')).code).toBe(0);
});
