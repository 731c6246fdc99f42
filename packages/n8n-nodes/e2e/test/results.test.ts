import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { startFangtang } from './helpers/fangtang.ts';
import { type FileAnswer, serveFiles } from './helpers/file-server.ts';
import { picture } from './helpers/pictures.ts';

const png = { 'content-type': 'image/png' };

/** Restores a photo whose result URL leads to these files, beginning with `/result`. */
async function restoreTo(files: Readonly<Record<string, FileAnswer>>) {
  const lab = await startFangtang();
  const { origin, asked } = await serveFiles(files);
  const response = { status: 302, headers: { location: `${origin}/result` }, body: '' };
  lab.world.faults.add({ vendor: 'fangtang', endpoint: 'result', effect: { response } });
  return { ...lab, ...(await lab.run()), asked };
}

describe('a result that comes through the HTTP client of n8n', () => {
  it('may be compressed', async () => {
    const body = gzipSync(picture(33));
    const { items, error, engine } = await restoreTo({
      '/result': { headers: { ...png, 'content-encoding': 'gzip' }, body },
    });
    expect(error).toBeUndefined();
    const [item] = items('Fangtang');
    expect(item?.json).toMatchObject({ width: 33, bytes: picture(33).length });
    const file = item?.binary?.data;
    expect(file && (await engine.readFile(file))).toEqual(picture(33));
  });

  it('may have moved to an address that is written as raw UTF-8', async () => {
    const location = Buffer.from('/照片.png').toString('latin1');
    const { items, error, asked } = await restoreTo({
      '/result': { status: 302, headers: { location } },
      [encodeURI('/照片.png')]: { headers: png, body: picture(34) },
    });
    expect(error).toBeUndefined();
    expect(items('Fangtang')[0]?.json).toMatchObject({ width: 34 });
    expect(asked).toEqual(['/result', encodeURI('/照片.png')]);
  });

  it.each([
    ['JSON', '{"code":9000,"errno":1,"msg":"?"}'],
    ['XML', '<Error><Code>NoSuchKey</Code></Error>'],
    ['nothing', ''],
  ])('is no picture if it is %s with HTTP status 200', async (_, body) => {
    const { items, error, world } = await restoreTo({ '/result': { headers: png, body } });
    expect(error?.context.data).toMatchObject({ charged: 'yes', ids: { mdf: expect.any(String) } });
    expect(items('Fangtang')).toEqual([]);
    expect(world.ledger.cost()).toBe(1);
  });
});
