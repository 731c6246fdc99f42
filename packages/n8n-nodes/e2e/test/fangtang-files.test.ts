import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { inMemory, startFangtang } from './helpers/fangtang.ts';
import { picture } from './helpers/pictures.ts';

const jpegStart = Buffer.from([0xff, 0xd8, 0xff]);

describe('where n8n keeps files', () => {
  it('on disk: the file is read from there and the result is streamed there', async () => {
    const { run, engine } = await startFangtang({}, { binaryMode: 'filesystem' });
    const stored = await engine.storeFile(picture(40), 'stored.png', 'image/png');
    expect(stored.id).toMatch(/^filesystem/);
    const { items, error } = await run({ items: [{ json: {}, binary: { data: stored } }] });
    expect(error).toBeUndefined();
    const result = items('Fangtang')[0]?.binary?.data;
    expect(result).toMatchObject({
      id: expect.stringMatching(/^filesystem/),
      fileName: 'stored-fangtang.jpg',
    });
    expect((await engine.readFile(result!)).subarray(0, 3)).toEqual(jpegStart);
  });

  it('on disk: a file of many pieces arrives as it is', async () => {
    const { run, engine, world } = await startFangtang({}, { binaryMode: 'filesystem' });
    const file = Buffer.concat([picture(40), randomBytes(300_000)]);
    const data = await engine.storeFile(file, 'large.png', 'image/png');
    expect((await run({ items: [{ json: {}, binary: { data } }] })).error).toBeUndefined();
    const arrived = world.blobs.get(createHash('sha256').update(file).digest('hex'));
    expect(arrived?.length).toBe(file.length);
  });

  it('in the json, on disk (binary mode "combined")', async () => {
    const { run, engine } = await startFangtang({}, { binaryMode: 'filesystem' });
    const data = await engine.storeFile(picture(41), 'combined.png', 'image/png');
    const settings = { binaryMode: 'combined' as const };
    const parameters = { options: { includeInput: 'merged' } };
    const { items, error } = await run({
      items: [{ json: { _files: { data }, n: 1 } as never }],
      settings,
      parameters,
    });
    expect(error).toBeUndefined();
    expect(items('Fangtang')[0]?.json).toMatchObject({
      n: 1,
      width: 41,
      _files: { data: { id: expect.stringMatching(/^filesystem/), fileName: 'combined-fangtang.jpg' } },
    });
  });

  it('in memory, with binary mode "combined"', async () => {
    const { run } = await startFangtang();
    const { items, error } = await run({ settings: { binaryMode: 'combined' } });
    expect(error).toBeUndefined();
    expect(items('Fangtang')[0]).toMatchObject({
      json: { width: 10 },
      binary: { data: { fileExtension: 'jpg' } },
    });
  });

  it('in another node, reached by an expression', async () => {
    const { run } = await startFangtang();
    const parameters = { binaryField: "={{ $('Start').item.binary.other }}" };
    const items = [{ json: {}, binary: { other: inMemory(picture(42), 'other.png') } }];
    const result = await run({ items, parameters });
    expect(result.error).toBeUndefined();
    expect(result.items('Fangtang')[0]?.json).toMatchObject({
      width: 42,
      sourceFileName: 'other.png',
    });
  });
});
