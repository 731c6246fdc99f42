import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Chunks } from '../src/http/chunks.ts';
import { Blobs, type ContentDigest } from '../src/world/blobs.ts';

const mega = 1 << 20;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'blobs-test-'));
  vi.stubEnv('TMPDIR', folder);
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

const files = () =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).filter(
    (one) => one.isFile() && !one.name.startsWith('lock.'),
  );

/** As many bytes as have passed by. */
class Size implements ContentDigest {
  bytes = 0;

  update({ length }: Uint8Array): void {
    this.bytes += length;
  }

  get hash(): string {
    return `${this.bytes}-bytes`;
  }
}

async function* chunksOf(bytes: Buffer, size = 100_000) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

it.each([0, 5, mega, 3 * mega])(
  'gives back %i bytes that came as a stream, whole and in part',
  async (size) => {
    const blobs = new Blobs(100 * mega);
    const bytes = Buffer.alloc(size, 'content ');
    const hash = await blobs.write(chunksOf(bytes), new Size());
    expect(hash).toBe(`${size}-bytes`);
    expect(blobs.get(hash)?.equals(bytes)).toBe(true);
    const opened = blobs.open(hash);
    expect(opened?.size).toBe(size);
    expect((await buffer(opened?.stream as Readable)).equals(bytes)).toBe(true);
    const part = await buffer(blobs.open(hash, { start: 1, end: 3 })?.stream as Readable);
    expect(part.equals(bytes.subarray(1, 4))).toBe(true);
    blobs.close();
  },
);

it('keeps large content on disk, and takes it away when it closes', async () => {
  const blobs = new Blobs(mega);
  const hash = await blobs.write(chunksOf(Buffer.alloc(2 * mega)), new Size());
  expect(files().map(({ name }) => name)).toEqual([hash]);
  blobs.close();
  expect(readdirSync(folder)).toEqual([]);
});

it('keeps nothing of a body that is refused on the way', async () => {
  const blobs = new Blobs(mega);
  class Limited extends Size {
    override update(chunk: Uint8Array): void {
      super.update(chunk);
      if (this.bytes > 2 * mega) throw new Error('too long');
    }
  }
  const refused = blobs.write(chunksOf(Buffer.alloc(3 * mega)), new Limited());
  await expect(refused).rejects.toThrow('too long');
  expect(readdirSync(folder)).toHaveLength(1);
  expect(files()).toEqual([]);
  blobs.close();
});

it('drops what it has kept longest when there is too much', async () => {
  const blobs = new Blobs(100);
  const hashes = ['a', 'b', 'c'].map((letter) => blobs.put(new Chunks(Buffer.alloc(40, letter))));
  expect(hashes.map((hash) => blobs.get(hash)?.length)).toEqual([undefined, 40, 40]);
});

it('finds in a lasting folder what it has flushed there, and clears away what never arrived', async () => {
  const lasting = join(folder, 'lasting');
  const blobs = new Blobs(100 * mega, lasting);
  const small = blobs.put(new Chunks(Buffer.from('small')));
  const large = await blobs.write(chunksOf(Buffer.alloc(3 * mega)), new Size());
  await blobs.flush();
  blobs.close();
  writeFileSync(join(lasting, 'incoming-1'), 'half of something');

  const again = new Blobs(100 * mega, lasting);
  expect(again.get(small)?.toString()).toBe('small');
  expect(again.get(large)?.length).toBe(3 * mega);
  expect(
    files()
      .map(({ name }) => name)
      .sort(),
  ).toEqual([small, large].sort());
});

it('puts short content into files once 64 MB are in memory', async () => {
  const blobs = new Blobs(100 * mega);
  const hashes = Array.from({ length: 80 }, (_, i) => {
    const content = Buffer.alloc(mega, i);
    return blobs.put(new Chunks(content), `content-${i}`);
  });
  await vi.waitFor(() => expect(files().filter(({ name }) => name.startsWith('content'))).toHaveLength(16));
  expect(hashes.map((hash) => blobs.get(hash)?.[0])).toEqual(hashes.map((_, i) => i));
  blobs.close();
  expect(files()).toHaveLength(0);
});

it('keeps short content in memory while it cannot be written', async () => {
  vi.stubEnv('TMPDIR', join(folder, 'missing'));
  const blobs = new Blobs(100 * mega);
  const contents = Array.from({ length: 66 }, (_, i) => new Chunks(Buffer.alloc(mega, i)));
  const hashes = contents.map((content, i) => blobs.put(content, `content-${i}`));
  await new Promise(setImmediate);
  expect(hashes.map((hash) => blobs.get(hash)?.[0])).toEqual(hashes.map((_, i) => i));
  blobs.close();
});
