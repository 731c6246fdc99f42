import { endpointName } from '@api-repack/core/picwish';
import type { IDataObject } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import { inMemory } from './helpers/fangtang.ts';
import { picture } from './helpers/pictures.ts';
import { type PicwishLab, photo, startPicwish, undeclared } from './helpers/picwish.ts';
import { answer, ids, image } from './helpers/picwish-trouble.ts';

const run = (room: PicwishLab, operation: string, parameters: IDataObject = {}, items = [photo(40)]) =>
  room.run({ ...image(operation, parameters), items });

describe('PicWish node', () => {
  it.each(['inpaint', 'watermark', 'retouchingCollection'])('%s takes a mask from a field', async (tool) => {
    const room = await startPicwish();
    const binary = { data: inMemory(picture(40), 'a.png'), where: inMemory(picture(40), 'where.png') };
    const parameters = { mask: 'mask_file', mask_file: 'where' };
    const { error } = await run(room, tool, parameters, [{ json: {}, binary }]);
    expect(error).toBeUndefined();
    const { rectangles: none, ...sent } = room.sent(endpointName('create', tool)) ?? {};
    expect(none).toBeUndefined();
    expect(sent).toMatchObject({ image_file: [{ name: 'a.png' }], mask_file: [{ name: 'where.png' }] });
  });

  it.each([
    ['segmentation', { options: { output_type: '1' } }, 'mask', 'image/png'],
    ['background', { prompt: 'Sea', options: { batch_size: 2 } }, 'image2', 'image/jpeg'],
    ['clothingSegmentation', { options: { output_type: '3' } }, 'clothesMasks', 'application/zip'],
  ])('%s gives its second file a field of its own', async (tool, parameters, part, mimeType) => {
    const room = await startPicwish();
    const { items, error } = await run(room, tool, { outputField: 'image', ...parameters });
    expect(error).toBeUndefined();
    const [item] = items('PicWish');
    expect(item).toMatchObject({
      json: { resultUrl: expect.any(String), [`${part}Url`]: expect.any(String) },
      binary: {
        image: { fileName: expect.stringMatching(/^photo-40-picwish\.\w+$/) },
        [`image_${part}`]: { mimeType, fileName: expect.stringContaining(`photo-40-picwish-${part}.`) },
      },
    });
    expect(undeclared(`image/${tool}`, item?.json ?? {})).toEqual([]);
  });

  it('does not take a file without an address for a success', async () => {
    const room = await startPicwish();
    const data = { task_id: 'x', state: 1, image: picture(9).toString('base64') };
    const effect = answer({ status: 200, data });
    room.world.faults.add({ vendor: 'picwish', endpoint: 'readColorization', effect });
    const { error } = await run(room, 'colorization', { output: 'url' });
    expect(error?.message).toContain('the task is done, but its file has no address');
    expect(error?.context.data).toMatchObject({ ids });
  });

  it('starts a task without waiting, looks at it, and gets its result later', async () => {
    const room = await startPicwish({ taskTiming: { mode: 'manual' } });
    const started = await run(room, 'scale', { waitMode: 'none' });
    const { id, tool } = started.items('PicWish')[0]?.json ?? {};
    expect(started.items('PicWish')).toMatchObject([
      {
        json: {
          tool: 'scale',
          state: 'processing',
          sourceFileName: 'photo-40.png',
          expiresAt: expect.any(String),
        },
      },
    ]);
    expect(started.items('PicWish')[0]).not.toHaveProperty('binary');
    expect(room.calls()).toEqual(['createScale']);

    const parameters = { tool: '={{ $json.tool }}', id: '={{ $json.id }}' };
    const from = [{ json: { tool: tool as string, id: id as string } }];
    const look = await run(room, 'getResult', { ...parameters, waitMode: 'none' }, from);
    expect(look.items('PicWish')).toMatchObject([{ json: { id, tool: 'scale', state: 'processing' } }]);

    room.world.tasks.force(id as string, 'done');
    for (const waitMode of ['none', 'poll']) {
      const [item] = (await run(room, 'getResult', { ...parameters, waitMode }, from)).items('PicWish');
      expect(item).toMatchObject({
        json: { id, state: 'done', resultUrl: expect.any(String) },
        binary: { data: { fileName: `${id}-picwish.png` } },
      });
      expect(undeclared('image/getResult', item?.json ?? {})).toEqual([]);
    }
    expect(room.world.ledger.cost()).toBe(2);
  });

  it('reads the credits', async () => {
    const room = await startPicwish();
    await run(room, 'colorization');
    const parameters = { resource: 'account', operation: 'getBalance' };
    const [item] = (await room.run({ parameters })).items('PicWish');
    expect(item?.json).toEqual({ left: 99, used: 1 });
    expect(undeclared('account/getBalance', item?.json ?? {})).toEqual([]);
  });

  it('lists the scenes for backgrounds as PicWish answers them', async () => {
    const { run, world } = await startPicwish();
    const { items, error } = await run({ parameters: { resource: 'image', operation: 'listScenes' } });
    expect(error).toBeUndefined();
    expect(items('PicWish')).toMatchObject([
      { json: { id: 101 } },
      { json: { id: 105 } },
      { json: { id: 108 } },
    ]);
    expect(undeclared('image/listScenes', items('PicWish')[0]?.json ?? {})).toEqual([]);
    expect(world.ledger.entries).toEqual([]);
  });
});
