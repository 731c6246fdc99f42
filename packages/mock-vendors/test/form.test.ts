import { Readable } from 'node:stream';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { WholeBody } from '../src/http/body.ts';
import { type Form, readForm } from '../src/http/form.ts';
import { readPlainMultipart } from '../src/http/plain-multipart.ts';

const type = 'multipart/form-data; boundary=bound-ary';
const limits = { maxFileBytes: 200, maxFields: 6 };

/** The same body at once, in small pieces, and as a stream. */
const readAll = (contentType: string, bytes: Buffer) =>
  Promise.all(
    [new WholeBody(bytes), new WholeBody(cut(bytes)), Readable.from([bytes])].map((body) =>
      readForm(
        { method: 'POST', url: '/', headers: { 'content-type': contentType }, body, origins: {} },
        limits,
      ).then(plainly, (error: Error) => `refused as ${error.constructor.name}`),
    ),
  );

const plainly = ({ fields, files }: Form) => ({
  fields,
  files: files.map(({ content, ...rest }) => ({ ...rest, bytes: content.bytes, sha256: content.sha256 })),
});

const cut = (bytes: Buffer, size = Math.ceil(bytes.length / 60) || 1) =>
  Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => bytes.subarray(i * size, (i + 1) * size));

const text = fc.oneof(
  fc.constantFrom(
    'a',
    'file',
    '',
    '__proto__',
    'photo.jpg',
    '照片.png',
    'C:\\a.png',
    'a/b.png',
    'a%22b',
    '\r\n--bound-ary',
  ),
  fc.string(),
);
const content = fc.oneof(
  fc.uint8Array({ maxLength: 250 }).map((bytes) => Buffer.from(bytes)),
  text.map((one) => Buffer.from(one)),
);
const part = fc
  .record({
    name: text,
    filename: fc.option(text),
    mime: fc.constantFrom('image/png', 'Text/Plain; charset=utf-16', ''),
    content,
  })
  .map(({ name, filename, mime, content }) => {
    const file = filename === null ? '' : `; filename="${filename}"`;
    const mimeLine = mime === '' ? '' : `\r\nContent-Type: ${mime}`;
    const head = `--bound-ary\r\nContent-Disposition: form-data; name="${name}"${file}${mimeLine}\r\n\r\n`;
    return Buffer.concat([Buffer.from(head), content, Buffer.from('\r\n')]);
  });
const form = fc
  .array(part, { maxLength: 8 })
  .map((parts) => Buffer.concat([...parts, Buffer.from('--bound-ary--\r\n')]));

/** The same cases in each run; remove the seed to look for new ones. */
const options = { seed: 1, numRuns: 400 };

it('reads plain forms in its own way as the parser of streams does', async () => {
  const same = async (bytes: Buffer) => {
    const [whole, inPieces, streamed] = await readAll(type, bytes);
    expect(whole).toEqual(streamed);
    expect(inPieces).toEqual(streamed);
  };
  await fc.assert(fc.asyncProperty(form, same), options);
});

it('reads damaged forms in its own way as the parser of streams does', async () => {
  const same = async (bytes: Buffer, at: number, damage: Uint8Array) => {
    const place = at % (bytes.length + 1);
    const hurt = Buffer.concat([bytes.subarray(0, place), damage, bytes.subarray(place + damage.length * 2)]);
    const [whole, inPieces, streamed] = await readAll(type, hurt);
    expect(whole).toEqual(streamed);
    expect(inPieces).toEqual(streamed);
  };
  await fc.assert(fc.asyncProperty(form, fc.nat(), fc.uint8Array({ maxLength: 4 }), same), options);
});

it.each([
  ['application/json', JSON.stringify(Object.fromEntries(Array.from('abcdefgh', (name) => [name, '1'])))],
  ['application/x-www-form-urlencoded', 'a=1&b=1&c=1&d=1&e=1&f=1&g=1&h=1'],
])('keeps the first fields of %s, however its body comes', async (contentType, body) => {
  const fields = new Map(Array.from('abcdef', (name) => [name, ['1']]));
  for (const form of await readAll(contentType, Buffer.from(body)))
    expect(form).toEqual({ fields, files: [] });
});

const plain = (boundary: string) =>
  new WholeBody(
    Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--${boundary}--\r\n`),
  );

it('takes what clients usually write for plain, and nothing else', () => {
  const parts = readPlainMultipart('multipart/form-data; boundary=x', plain('x'));
  expect(parts?.map(({ name, content }) => [name, content.bytes.toString()])).toEqual([['a', '1']]);
  expect(readPlainMultipart('multipart/form-data; boundary="x"', plain('x'))).toBeUndefined();
  expect(readPlainMultipart('multipart/form-data; boundary=y', plain('x'))).toBeUndefined();
});

it.each(['"with spaces, and +()"', '"x"; charset=utf-8', "a'b.c_d"])(
  'knows the boundary %s',
  async (boundary) => {
    const bare = /^"?(.*?)"?(;|$)/.exec(boundary)?.[1] ?? '';
    const [whole] = await readAll(`Multipart/Form-Data; boundary=${boundary}`, plain(bare).bytes);
    expect((whole as ReturnType<typeof plainly>).fields).toEqual(new Map([['a', ['1']]]));
  },
);
