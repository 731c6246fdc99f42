import { kebab } from '@api-repack/core';
import { endpointName, tools } from '@api-repack/core/picwish';
import type { IDataObject } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import { serveFiles } from './helpers/file-server.ts';
import { picture } from './helpers/pictures.ts';
import { type PicwishLab, photo, startPicwish, undeclared } from './helpers/picwish.ts';

type Parameters = IDataObject & { options?: IDataObject };

interface Case {
  readonly tool: keyof typeof tools;
  /** What it cannot do without. */
  readonly needs?: IDataObject;
  /** Everything that can be set, and how it travels. */
  readonly settings?: Parameters;
  readonly wire?: Record<string, string>;
}

const rectangle = { x: 1, y: 2, width: 10, height: 5 };
const maskUrl = 'https://example.com/mask.png';
const rectangles = {
  needs: { rectangles: { rectangle: [rectangle] } },
  wire: { rectangles: '[{"x":1,"y":2,"width":10,"height":5}]' },
};
const idPhoto = { size: '300x400', format: 'jpg', options: { bg_color: '#438EDB' } };
const clothing = {
  settings: { options: { detail_mode: '2', output_type: '3', quality: '1', class_type: 4 } },
  wire: { detail_mode: '2', output_type: '3', quality: '1', class_type: '4' },
};

const background = {
  needs: { prompt: 'On a wooden table' },
  settings: { options: { batch_size: '1', negative_prompt: 'people' } },
  wire: { prompt: 'On a wooden table', batch_size: '1', negative_prompt: 'people' },
};

const cases: Case[] = [
  {
    tool: 'segmentation',
    settings: {
      type: 'person',
      options: { output_type: '2', crop: true, format: 'jpg', bg_color: '#00ff7F' },
    },
    wire: { type: 'person', output_type: '2', crop: '1', format: 'jpg', bg_color: '00ff7F' },
  },
  {
    tool: 'selfFaceCutout',
    settings: { options: { crop: true, output_format: 'jpg' } },
    wire: { crop: '1', output_format: 'jpg' },
  },
  {
    tool: 'colorization',
    settings: { options: { format: 'webp' } },
    wire: { format: 'webp' },
  },
  {
    tool: 'scale',
    settings: { type: 'face', scale_factor: '2', options: { fix_face_only: true } },
    wire: { type: 'face', scale_factor: '2', fix_face_only: '1' },
  },
  { tool: 'scalePro', settings: { type: '0' }, wire: { type: '0' } },
  {
    tool: 'correction',
    settings: { type: 2 },
    wire: { type: '2' },
  },
  { tool: 'inpaint', ...rectangles },
  { tool: 'watermark', ...rectangles },
  { tool: 'externalWatermarkRemove' },
  { tool: 'advancedWatermarkRemove' },
  {
    tool: 'idphoto',
    settings: idPhoto,
    wire: { size: '300x400', format: 'jpg', bg_color: '438EDB' },
  },
  {
    tool: 'externalIdphoto',
    settings: {
      size: '300x400',
      options: {
        ...{ auto_bright: true, auto_sharp: true, auto_smooth: true, auto_thin_face: true, layout: true },
        ...{ clothes_id: 'suit-1', dpi: 350, spec_id: 7, preview: false },
        ...{ mm_width: 25, mm_height: 35, px_width: 295, px_height: 413 },
      },
    },
    wire: {
      ...{ auto_bright: '1', auto_sharp: '1', auto_smooth: '1', auto_thin_face: '1', layout: '1' },
      ...{ clothes_id: 'suit-1', dpi: '350', spec_id: '7', preview: '0', size: '300x400' },
      ...{ mm_width: '25', mm_height: '35', px_width: '295', px_height: '413' },
    },
  },
  {
    tool: 'imgcompress',
    settings: { compressTo: 'kbyte', kbyte: 20, options: { width: 20, height: 8, format: 'webp' } },
    wire: { kbyte: '20', width: '20', height: '8', format: 'webp' },
  },
  { tool: 'clothingSegmentation', ...clothing },
  {
    tool: 'retouchingCollection',
    needs: { mask: 'mask_url', mask_url: maskUrl },
    settings: { options: { retain_mask_url: 'https://example.com/keep.png' } },
    wire: { mask_url: maskUrl, retain_mask_url: 'https://example.com/keep.png' },
  },
  { tool: 'background', ...background },
  {
    tool: 'advancedImageExpand',
    settings: { top: 0.2, bottom: 0.3, left: 0.4, right: 0.5, options: { prompt: 'A meadow' } },
    wire: { top: '0.2', bottom: '0.3', left: '0.4', right: '0.5', prompt: 'A meadow' },
  },
  {
    tool: 'ocr',
    settings: { format: 'docx', options: { language: 'English, ChinesePRC', password: 'invented' } },
    wire: { format: 'docx', language: 'English,ChinesePRC', password: '***' },
  },
];

const run = (room: PicwishLab, operation: string, parameters: Parameters = {}, items = [photo(40)]) =>
  room.run({ parameters: { resource: 'image', operation, ...parameters }, items });

/** Paths that no manual names are options of the tool that they are for. */
const offered = Object.keys(tools).filter((tool) => !/^r[A-Z]/.test(tool));

describe('each tool of the developer API', () => {
  it('has a case here', () => {
    expect(cases.map(({ tool }) => tool).sort()).toEqual(offered.sort());
  });

  it.each(cases)('$tool: a file and settings go in, the result comes out', async ({ tool, ...more }) => {
    const { needs, settings, wire = {} } = more;
    const room = await startPicwish({ taskTiming: { mode: 'polls', polls: 2 } });
    const { items, error } = await run(room, tool, { ...needs, ...settings });
    expect(error).toBeUndefined();
    const [item] = items('PicWish');
    expect(item).toMatchObject({
      json: {
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        tool: kebab(tool),
        state: 'done',
        sourceFileName: 'photo-40.png',
        fileName: item?.binary?.data?.fileName,
        bytes: expect.any(Number),
      },
      binary: { data: { fileName: expect.stringMatching(/^photo-40-picwish\.\w+$/) } },
      pairedItem: { item: 0 },
    });
    expect(undeclared(`image/${tool}`, item?.json ?? {})).toEqual([]);
    const [create, read] = [endpointName('create', tool), endpointName('read', tool)];
    expect(room.calls('picwish')).toEqual([create, read, read]);
    const sent = Object.entries(room.sent(create) ?? {});
    expect(sent.map(([, value]) => value)).toContainEqual([
      expect.objectContaining({ name: 'photo-40.png' }),
    ]);
    const ours = ['image_file', 'file', 'sync'];
    expect(Object.fromEntries(sent.filter(([name]) => !ours.includes(name)))).toEqual(wire);
    expect(room.world.ledger.cost()).toBeLessThanOrEqual(Number(item?.json.credits));
  });

  it('lets PicWish fetch a URL, and answer when the task is done', async () => {
    const room = await startPicwish();
    const { origin, asked } = await serveFiles({ '/a/b.png?size=2': { body: picture(30) } });
    const imageUrl = `${origin}/a/b.png?size=2`;
    const parameters = { inputSource: 'url', imageUrl, options: { sync: true } };
    const { items, error } = await run(room, 'externalWatermarkRemove', parameters);
    expect(error).toBeUndefined();
    expect(items('PicWish')).toMatchObject([
      {
        json: { state: 'done', sourceFileName: 'b.png' },
        binary: { data: { fileName: expect.stringMatching(/^b-picwish\./) } },
      },
    ]);
    expect(room.calls('picwish')).toEqual(['createExternalWatermarkRemove', 'readExternalWatermarkRemove']);
    expect(room.sent('createExternalWatermarkRemove')).toMatchObject({ url: imageUrl, sync: '1' });
    expect(asked).toEqual(['/a/b.png?size=2']);
  });

  it.each([
    ['background', 'createRBackground', { prompt: 'Sea' }],
    ['clothingSegmentation', 'createRClothingSegmentation', {}],
  ])('%s has an option for the address that no manual names', async (tool, endpoint, needs) => {
    const room = await startPicwish();
    const { items, error } = await run(room, tool, { ...needs, options: { otherPath: true } });
    expect(error).toBeUndefined();
    expect(room.calls('picwish')[0]).toBe(endpoint);
    const from = items('PicWish').map(({ json }) => ({ json }));
    const byId = { tool: '={{ $json.tool }}', id: '={{ $json.id }}' };
    const again = await run(room, 'getResult', byId, from as never);
    expect(again.items('PicWish')).toMatchObject([{ json: { state: 'done', credits: 0 } }]);
  });

  it('makes an advanced ID photo of an earlier image', async () => {
    const room = await startPicwish();
    const [first] = (await run(room, 'externalIdphoto')).items('PicWish');
    const parameters = { inputSource: 'earlier', earlierId: first?.json.imageId as string };
    const { error } = await run(room, 'externalIdphoto', parameters);
    expect(error).toBeUndefined();
    expect(room.sent('createExternalIdphoto')).toMatchObject({ last_id: first?.json.imageId });
  });

  it('puts the text that it reads into the JSON, also without a file', async () => {
    const room = await startPicwish();
    const [item] = (await run(room, 'ocr', { output: 'url' })).items('PicWish');
    expect(item?.json).toMatchObject({ text: expect.stringMatching(/\w/), resultUrl: expect.any(String) });
    expect(item).not.toHaveProperty('binary');
  });
});
