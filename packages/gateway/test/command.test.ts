import { existsSync } from 'node:fs';
import { appendFile, copyFile, mkdir, readdir, readFile, rename, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openTerminal, type TestTerminal } from './helpers/terminal.ts';

const restore = 'fangtang restore ~/photos/*.png --out ~/restored';
const results = async ({ folder }: TestTerminal, out = 'restored') => {
  const names = await readdir(join(folder, out), { recursive: true });
  return names
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => !/^\.?api-repack\./.test(name))
    .sort();
};
/** One that is none of those that are there already. */
async function addOther({ folder }: TestTerminal, name: string, number: number): Promise<void> {
  await copyFile(join(folder, 'photos', 'a.png'), join(folder, 'photos', name));
  await appendFile(join(folder, 'photos', name), String(number));
}
const uploadsOf = ({ world }: TestTerminal) =>
  world.journal.entries.filter(({ endpoint }) => endpoint === 'uploads');

describe('a folder of pictures', () => {
  test('is processed, and the results are named after the pictures', async () => {
    const terminal = await openTerminal();
    const { code, stderr } = await terminal.type(`${restore} --seq repair,colour`);
    expect(code).toBe(0);
    expect(await results(terminal)).toEqual(['a.jpg', 'b.jpg']);
    expect(stderr).toContain('2 done, about 2 credits');
    expect(terminal.world.ledger.cost()).toBe(2);
    expect(uploadsOf(terminal)[0]?.fields).toMatchObject({ seq: 'repair,colour' });
  });

  test('is not paid again by the next run', async () => {
    const terminal = await openTerminal();
    await terminal.type(restore);
    const { code, stderr } = await terminal.type(restore);
    expect(code).toBe(0);
    expect(stderr).toContain('2 done before');
    expect(terminal.world.ledger.cost()).toBe(2);
  });

  test('is paid again with other settings', async () => {
    const terminal = await openTerminal();
    await terminal.type(restore);
    await terminal.type(`${restore} --seq sr`);
    expect(terminal.world.ledger.cost()).toBe(4);
    expect(await results(terminal)).toEqual([
      expect.stringMatching(/^a-[0-9a-f]{6}\.jpg$/),
      'a.jpg',
      expect.stringMatching(/^b-[0-9a-f]{6}\.jpg$/),
      'b.jpg',
    ]);
    expect((await terminal.type(`${restore} --seq sr`)).stderr).toContain('2 done before');
  });

  test('leaves a file alone that was there before', async () => {
    const terminal = await openTerminal();
    const mine = join(terminal.folder, 'restored', 'a.jpg');
    await mkdir(dirname(mine));
    await writeFile(mine, 'mine');
    expect((await terminal.type(restore)).code).toBe(0);
    expect(await readFile(mine, 'utf8')).toBe('mine');
    expect(await results(terminal)).toHaveLength(3);
  });

  test('is another job with another mask', async () => {
    const terminal = await openTerminal();
    const inpaint = (mask: string) =>
      terminal.type(`picwish inpaint ~/photos/a.png --mask-file ~/photos/${mask}.png --out ~/restored`);
    expect((await inpaint('a')).stderr).toContain('1 done');
    expect((await inpaint('b')).stderr).not.toContain('done before');
    expect((await inpaint('b')).stderr).toContain('1 done before');
  });

  test('may be named as a folder', async () => {
    const terminal = await openTerminal();
    await writeFile(join(terminal.folder, 'photos', 'notes.txt'), 'no picture');
    await mkdir(join(terminal.folder, 'photos', 'folder.png'));
    await terminal.type('fangtang restore ~/photos --out ~/restored');
    expect(await results(terminal)).toEqual(['a.jpg', 'b.jpg']);
  });

  test('keeps its folders, and pictures of one name apart', async () => {
    const terminal = await openTerminal();
    const photos = join(terminal.folder, 'photos');
    await mkdir(join(photos, 'old'));
    await copyFile(join(photos, 'a.png'), join(photos, 'a.jpg'));
    await copyFile(join(photos, 'b.png'), join(photos, 'old', 'a.png'));
    const { code } = await terminal.type('fangtang restore ~/photos ~/photos/old --out ~/restored');
    expect(code).toBe(0);
    expect(await results(terminal)).toEqual(['a-jpg.jpg', 'a-png.jpg', 'b.jpg', 'old', 'old/a.jpg']);
  });

  test('may hold names that look like those of others', async () => {
    const terminal = await openTerminal();
    const photos = join(terminal.folder, 'photos');
    await addOther(terminal, 'a.jpg', 1);
    await addOther(terminal, 'a-jpg.png', 2);
    const { code } = await terminal.type('fangtang restore ~/photos --out ~/restored');
    expect(code).toBe(0);
    expect(new Set(await results(terminal)).size).toBe((await readdir(photos)).length);
  });

  test('may hold names that a terminal would obey', async () => {
    const terminal = await openTerminal();
    await addOther(terminal, 'c\u001b[2J\n.png', 1);
    const { stderr } = await terminal.type(restore);
    expect(stderr).toMatch(/c\?\[2J\?\.png +done/);
  });

  test('may hold names as long as the disk takes them, in whatever script', async () => {
    const terminal = await openTerminal();
    const photos = join(terminal.folder, 'photos');
    const long = ['x'.repeat(250), '照'.repeat(83), '😀'.repeat(62)];
    for (const [i, name] of long.entries()) await addOther(terminal, `${name}.png`, i);
    await addOther(terminal, `${'x'.repeat(249)}y.png`, 9);
    const folder = 'z'.repeat(255);
    await mkdir(join(photos, folder));
    await addOther(terminal, join(folder, 'a.png'), 10);
    const { code, stderr } = await terminal.type(
      `fangtang restore ~/photos ~/photos/${folder} --out ~/restored`,
    );
    expect(stderr).toContain('7 done');
    expect(code).toBe(0);
    const made = await results(terminal);
    expect(made.filter((name) => /^x{213}-[0-9a-f]{6}\.jpg$/.test(name))).toHaveLength(2);
    expect(made).toContainEqual(expect.stringMatching(/^照{71}-[0-9a-f]{6}\.jpg$/));
    expect(made).toContainEqual(expect.stringMatching(/^(😀){53}-[0-9a-f]{6}\.jpg$/u));
    const again = await terminal.type('fangtang restore ~/photos --out ~/restored --no-recursive');
    expect(again.stderr).toContain('6 done before');
  });

  test('is paid once, whatever is added or renamed', async () => {
    const terminal = await openTerminal();
    const photos = join(terminal.folder, 'photos');
    await terminal.type('fangtang restore ~/photos --out ~/restored');
    await mkdir(join(terminal.folder, 'more'));
    await addOther(terminal, 'a.jpg', 1);
    await copyFile(join(photos, 'a.jpg'), join(terminal.folder, 'more', 'c.jpg'));
    await rename(join(photos, 'b.png'), join(photos, 'd.png'));
    terminal.clock.advance(2 * 3_600_000);
    const { code } = await terminal.type('fangtang restore ~/photos ~/more --out ~/restored');
    expect(code).toBe(0);
    expect(terminal.world.ledger.cost()).toBe(3);
    const restored = (name: string) => readFile(join(terminal.folder, 'restored', name));
    expect(await restored('photos/d.jpg')).toEqual(await restored('b.jpg'));
    expect(await restored('more/c.jpg')).toEqual(await restored('photos/a-jpg.jpg'));
  });

  test('whose pictures change places loses no result', async () => {
    const terminal = await openTerminal();
    const photos = join(terminal.folder, 'photos');
    const restored = (name: string) => readFile(join(terminal.folder, 'restored', name));
    await terminal.type(restore);
    const [a, b] = [await restored('a.jpg'), await restored('b.jpg')];
    await rename(join(photos, 'a.png'), join(photos, 'c.png'));
    await rename(join(photos, 'b.png'), join(photos, 'a.png'));
    await rename(join(photos, 'c.png'), join(photos, 'b.png'));
    const { stderr } = await terminal.type(restore);
    expect([await restored('a.jpg'), await restored('b.jpg')]).toEqual([a, b]);
    expect(stderr).toMatch(/a\.png +done before +b\.jpg/);
    expect(terminal.world.ledger.cost()).toBe(2);
  });

  test('is worked on by as many as allowed at once', async () => {
    const terminal = await openTerminal();
    for (const [i, name] of ['c', 'd', 'e'].entries()) await addOther(terminal, `${name}.png`, i);
    let waiting = 0;
    let most = 0;
    const { promise: two, resolve } = Promise.withResolvers<void>();
    const sleep = async () => {
      most = Math.max(most, ++waiting);
      if (waiting === 2) resolve();
      await two;
      await new Promise((done) => setTimeout(done, 5));
      waiting--;
      for (const id of terminal.world.tasks.state.keys()) terminal.world.tasks.force(id, 'done');
    };
    await terminal.type(`${restore} --parallel 2`, { sleep });
    expect(most).toBe(2);
  });
});

describe('--dry-run', () => {
  test('says what would be paid, and neither sends nor writes anything', async () => {
    const terminal = await openTerminal();
    const { code, out } = await terminal.type(`${restore} --dry-run`, { env: {} });
    expect(code).toBe(0);
    expect(out).toContain('2 of 2 to be paid, 2 credits at 1 each; nothing was sent');
    expect(terminal.world.journal.entries).toEqual([]);
    expect(existsSync(join(terminal.folder, 'restored'))).toBe(false);
  });

  test('knows what is done', async () => {
    const terminal = await openTerminal();
    await terminal.type('fangtang restore ~/photos/a.png --out ~/restored');
    const { out } = await terminal.type(`${restore} --dry-run`);
    expect(out).toMatch(/a\.png: done before\n.*b\.png: to be paid\n1 of 2 to be paid/s);
  });
});

describe('other operations', () => {
  test('print their output as JSON', async () => {
    const terminal = await openTerminal();
    const { code, out } = await terminal.type('fangtang balance');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual({ channel: 'hiliad', left: 98 });
  });

  test('take a file, too', async () => {
    const terminal = await openTerminal();
    const { out } = await terminal.type('picwish oss-img ~/photos/a.png');
    expect(JSON.parse(out)).toEqual({ resource_id: expect.any(String) });
  });
});

test('an account logs in once for all its pictures', async () => {
  const terminal = await openTerminal();
  const { code, stderr } = await terminal.type('picwish face-cutout ~/photos/*.png --out ~/faces');
  expect(stderr).toContain('2 done');
  expect(code).toBe(0);
  const logins = terminal.world.journal.entries.filter(({ endpoint }) => endpoint === 'login');
  expect(logins).toHaveLength(1);
});

test('a link to the folder of the pictures is no folder for their results', async () => {
  const terminal = await openTerminal();
  await symlink(join(terminal.folder, 'photos'), join(terminal.folder, 'link'));
  expect((await terminal.type('fangtang restore ~/photos --out ~/link')).code).toBe(2);
  expect(terminal.world.journal.entries).toEqual([]);
});

test('what may be a secret in a URL is neither shown nor kept', async () => {
  const terminal = await openTerminal();
  const { code, stderr } = await terminal.type(
    'lufff remove-background https://me:pw4711@example.com/cat.jpg?sig=4711 --out ~/cut',
  );
  expect(code).toBe(0);
  const kept = await readFile(join(terminal.folder, 'cut', '.api-repack.sqlite'), 'latin1');
  const list = await readFile(join(terminal.folder, 'cut', 'api-repack.json'), 'utf8');
  expect(list).toContain('https://example.com/cat.jpg');
  expect(stderr + kept + list).not.toContain('4711');
});

test('a vendor that takes URLs gets URLs', async () => {
  const terminal = await openTerminal();
  const urls = ['cat.jpg', '猫.jpg', '%E0%A4%A.jpg'].map((name) => `https://example.com/${name}`);
  const { code } = await terminal.type(`lufff remove-background ${urls.join(' ')} --out ~/cut`);
  expect(code).toBe(0);
  const made = await results(terminal, 'cut');
  expect(made).toEqual(expect.arrayContaining(['cat.png', '猫.png']));
  expect(made).toHaveLength(3);
});
