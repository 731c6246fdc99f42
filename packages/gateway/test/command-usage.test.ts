import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openTerminal } from './helpers/terminal.ts';

const restore = 'fangtang restore ~/photos/*.png --out ~/restored';

test.each([
  ['fangtan restore', 'fangtan: unknown command; did you mean fangtang?'],
  ['fangtang restor', 'fangtang has no operation restor; did you mean restore?'],
  [`${restore} --sequence sr`, '--sequence: unknown flag; known:'],
  [`${restore} --rat 2`, '--rat: unknown flag; did you mean --rate?'],
  [`${restore} --seq`, '--seq: needs a value'],
  [`${restore} --rate 3`, 'rate: must be one of'],
  [`${restore} --rate=4 --rate=2`, 'rate: give it once'],
  [`${restore} --parallel 0`, '--parallel: use a whole number from 1 to 100'],
  [`${restore} --parallel 1e1`, '--parallel: use a whole number from 1 to 100'],
  [`${restore} --image-file a.png`, '--image-file: name the pictures without a flag'],
  [`${restore} --env-file ~/none.env`, '--env-file: ENOENT'],
  ['fangtang restore ~/photos/*.png', '--out: name the folder for the results'],
  ['fangtang restore --out ~/restored', 'no pictures: name files, a folder'],
  ['fangtang restore ~/empty --out ~/restored', 'empty: no pictures there'],
  ['fangtang restore ~/photos --out ~/photos', 'it is inside the folder of --out'],
  ['fangtang restore ~/photos/z.png --out ~/restored', 'z.png: no such file, and nothing matches it'],
  [`fangtang restore ~/${'x'.repeat(300)} --out ~/restored`, 'cannot be read: ENAMETOOLONG'],
  ['fangtang restore ~/photos --out ~/unreadable --dry-run', '--out: '],
  ['fangtang restore ~/photos/*.gif --out ~/restored', '*.gif: no such file, and nothing matches it'],
  [
    'fangtang restore https://example.com/a.jpg --out ~/restored',
    'restore takes files only, so download it first',
  ],
  [
    'fangtang balance --out ~/restored',
    '--out: only for operations on pictures that are named without a flag',
  ],
  ['lufff remove-background https:// --out ~/cut', 'https://: is not a URL'],
  ['lufff remove-background ~/photos/a.png --out ~/cut', 'remove-background takes public URLs only'],
  ['fangtang balance ~/photos/a.png', 'a.png: balance does not take files'],
  ['fangtang uploads --file ~/photos/z.png --seq sr', 'z.png: ENOENT'],
  ['picwish oss-img ~/photos', 'photos: is not a file'],
  ['picwish login --telephone 13800138000', '--telephone: unknown flag'],
])('%s', async (line, message) => {
  const { type, world, folder } = await openTerminal();
  await mkdir(join(folder, 'empty'));
  await mkdir(join(folder, 'unreadable', '.api-repack.sqlite'), { recursive: true });
  const { code, stderr } = await type(line);
  expect(stderr).toContain(message);
  expect(code).toBe(2);
  expect(world.journal.entries).toEqual([]);
});

test('names the variables of credentials that are missing', async () => {
  const { type } = await openTerminal();
  const { code, stderr } = await type(restore, { env: { FANGTANG_THIRD_CODE: 'hiliad' } });
  expect(code).toBe(2);
  expect(stderr).toContain('set FANGTANG_THIRD_CODE and FANGTANG_SECRET_KEY in the environment');
});

test('reads credentials from a file', async () => {
  const { type, folder } = await openTerminal();
  await writeFile(join(folder, 'my.env'), 'FANGTANG_THIRD_CODE=hiliad\nFANGTANG_SECRET_KEY=hiliad\n');
  const { code } = await type('fangtang balance --env-file ~/my.env', { env: {} });
  expect(code).toBe(0);
});

test('says when the credentials are wrong', async () => {
  const { type } = await openTerminal();
  const env = { FANGTANG_THIRD_CODE: 'hiliad', FANGTANG_SECRET_KEY: 'wrong' };
  const { code, stderr } = await type('fangtang balance', { env });
  expect(code).toBe(1);
  expect(stderr).toContain('Check third_code, secret_key');
});

test('says when the output folder cannot be written to', async () => {
  const { type, folder, world } = await openTerminal();
  await writeFile(join(folder, 'restored'), 'a file');
  const { code, stderr } = await type(restore);
  expect(code).toBe(2);
  expect(stderr).toMatch(/--out: .*restored cannot be written to/);
  expect(world.journal.entries).toEqual([]);
});

// Node would try for ever to make a folder there.
test.runIf(existsSync('/proc/self'))('says so for a folder where there can be none', async () => {
  const { type } = await openTerminal();
  const { code, stderr } = await type('fangtang restore ~/photos/*.png --out /proc/none/restored');
  expect(code).toBe(2);
  expect(stderr).toContain('--out: /proc/none/restored cannot be written to: ENOENT');
});

test('reports what is not a picture, and goes on', async () => {
  const { type, folder, world } = await openTerminal();
  await writeFile(join(folder, 'photos', 'c.png'), 'not a picture');
  const { code, stderr } = await type(restore);
  expect(code).toBe(1);
  expect(stderr).toMatch(/c\.png +failed +fangtang uploads: 文件上传类型不支持/);
  expect(world.ledger.cost()).toBe(2);
});

test.each([
  ['--help', 'api-repack <vendor> <operation>'],
  ['serve --help', '--idempotency-ttl'],
  ['fangtang', 'restore-v1'],
  ['fangtang restore --help', '--seq'],
])('%s helps', async (line, text) => {
  const { type } = await openTerminal();
  const { code, out } = await type(line);
  expect(code).toBe(0);
  expect(out).toContain(text);
});
