import { endpointName, type Tool, tools } from '@api-repack/core/picwish';
import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import { serveFiles } from './helpers/file-server.ts';
import { picture } from './helpers/pictures.ts';
import { type Darkroom, openDarkroom, photo, undeclared } from './helpers/picwish.ts';

type Parameters = IDataObject & { options?: IDataObject };

interface Case {
  readonly tool: keyof typeof tools;
  /** By the price list. */
  readonly credits: number;
  /** Type of the result, if nothing else is asked for. */
  readonly type: string;
  /** What it cannot do without. */
  readonly needs?: IDataObject;
  /** Everything that can be set, and how it travels. */
  readonly settings?: Parameters;
  readonly wire?: Record<string, string>;
}

const rectangle = '[{ "x": 1, "y": 2, "width": 10, "height": 5 }]';
const maskUrl = 'https://example.com/mask.png';
const rectangles = {
  settings: { maskSource: 'rectangles', rectangles: rectangle },
  wire: { rectangles: '[{"x":1,"y":2,"width":10,"height":5}]' },
};
const idPhoto = { size: '300x400', format: 'jpg', options: { bg_color: '#438EDB' } };
const clothing = {
  settings: { options: { detail_mode: '2', output_type: '3', quality: '1', class_type: 4 } },
  wire: { detail_mode: '2', output_type: '3', quality: '1', class_type: '4' },
};

const background = {
  credits: 3,
  type: 'image/jpeg',
  needs: { prompt: 'On a wooden table' },
  settings: { options: { batch_size: '1', negative_prompt: 'people' } },
  wire: { prompt: 'On a wooden table', batch_size: '1', negative_prompt: 'people' },
};

const cases: Case[] = [
  {
    tool: 'segmentation',
    credits: 1,
    type: 'image/png',
    settings: {
      type: 'person',
      options: { output_type: '2', crop: true, format: 'jpg', bg_color: '#00ff7F' },
    },
    wire: { type: 'person', output_type: '2', crop: '1', format: 'jpg', bg_color: '00ff7F' },
  },
  {
    tool: 'selfFaceCutout',
    credits: 1,
    type: 'image/png',
    settings: { options: { crop: true, output_format: 'jpg' } },
    wire: { crop: '1', output_format: 'jpg' },
  },
  {
    tool: 'colorization',
    credits: 1,
    type: 'image/jpeg',
    settings: { options: { format: 'webp' } },
    wire: { format: 'webp' },
  },
  {
    tool: 'scale',
    credits: 2,
    type: 'image/png',
    settings: { type: 'face', scale_factor: '2', options: { fix_face_only: true } },
    wire: { type: 'face', scale_factor: '2', fix_face_only: '1' },
  },
  { tool: 'scalePro', credits: 4, type: 'image/png', settings: { type: '0' }, wire: { type: '0' } },
  {
    tool: 'correction',
    credits: 3,
    type: 'image/jpeg',
    settings: { options: { type: 2 } },
    wire: { type: '2' },
  },
  { tool: 'inpaint', credits: 1, type: 'image/jpeg', ...rectangles },
  { tool: 'watermark', credits: 1, type: 'image/jpeg', ...rectangles },
  { tool: 'externalWatermarkRemove', credits: 1, type: 'image/jpeg' },
  { tool: 'advancedWatermarkRemove', credits: 1, type: 'image/jpeg' },
  {
    tool: 'idphoto',
    credits: 1,
    type: 'image/png',
    settings: idPhoto,
    wire: { size: '300x400', format: 'jpg', bg_color: '438EDB' },
  },
  {
    tool: 'externalIdphoto',
    credits: 6,
    type: 'image/png',
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
    credits: 1,
    type: 'image/jpeg',
    settings: { compressTo: 'size', kbyte: 20, options: { width: 20, height: 8, format: 'webp' } },
    wire: { kbyte: '20', width: '20', height: '8', format: 'webp' },
  },
  { tool: 'clothingSegmentation', credits: 3, type: 'image/png', ...clothing },
  { tool: 'rClothingSegmentation', credits: 3, type: 'image/png', ...clothing },
  {
    tool: 'retouchingCollection',
    credits: 1,
    type: 'image/jpeg',
    needs: { maskSource: 'url', mask_url: maskUrl },
    settings: { options: { retain_mask_url: 'https://example.com/keep.png' } },
    wire: { mask_url: maskUrl, retain_mask_url: 'https://example.com/keep.png' },
  },
  { tool: 'background', ...background },
  { tool: 'rBackground', ...background },
  {
    tool: 'advancedImageExpand',
    credits: 1,
    type: 'image/jpeg',
    settings: { top: 0.2, bottom: 0.3, left: 0.4, right: 0.5, options: { prompt: 'A meadow' } },
    wire: { top: '0.2', bottom: '0.3', left: '0.4', right: '0.5', prompt: 'A meadow' },
  },
  {
    tool: 'ocr',
    credits: 1,
    type: 'text/plain',
    settings: { format: 'docx', options: { language: 'English, ChinesePRC', password: 'invented' } },
    wire: { format: 'docx', language: 'English,ChinesePRC', password: '***' },
  },
];

const run = (room: Darkroom, operation: string, parameters: Parameters = {}, items = [photo(40)]) =>
  room.run({ parameters: { resource: 'image', operation, ...parameters }, items });

describe('each tool of the developer API', () => {
  it('has a case here', () => {
    expect(cases.map(({ tool }) => tool).sort()).toEqual(Object.keys(tools).sort());
  });

  it.each(cases)('$tool: a file goes in, the result comes out', async ({ tool, credits, type, needs }) => {
    const room = await openDarkroom({ taskTiming: { mode: 'polls', polls: 2 } });
    const { items, error } = await run(room, tool, needs);
    expect(error).toBeUndefined();
    const [item] = items('PicWish');
    expect(item).toMatchObject({
      json: {
        taskId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        tool,
        state: 'done',
        sourceFileName: 'photo-40.png',
      },
      binary: { data: { mimeType: type, fileName: expect.stringMatching(/^photo-40-picwish\.\w+$/) } },
      pairedItem: { item: 0 },
    });
    expect(undeclared(`image/${tool}`, item?.json ?? {})).toEqual([]);
    const [create, read] = [endpointName('create', tool), endpointName('read', tool)];
    expect(room.calls('picwish')).toEqual([create, read, read]);
    expect(Object.values(room.sent(create) ?? {})).toContainEqual([
      expect.objectContaining({ name: 'photo-40.png' }),
    ]);
    expect(room.world.ledger.cost()).toBe(credits);
  });

  it.each(cases)('$tool: PicWish fetches a URL, and answers when done', async ({ tool, needs }) => {
    const room = await openDarkroom();
    const { origin, asked } = await serveFiles({ '/a/b.png?size=2': { body: picture(30) } });
    const imageUrl = `${origin}/a/b.png?size=2`;
    const { fields, exactlyOneOf }: Tool = tools[tool];
    const options = 'sync' in fields ? { sync: true } : {};
    const { items, error } = await run(room, tool, { inputSource: 'url', imageUrl, ...needs, options });
    expect(error).toBeUndefined();
    expect(items('PicWish')).toMatchObject([
      {
        json: { state: 'done', sourceFileName: 'b.png' },
        binary: { data: { fileName: expect.stringMatching(/^b-picwish\./) } },
      },
    ]);
    const [create, read] = [endpointName('create', tool), endpointName('read', tool)];
    expect(room.calls('picwish')).toEqual([create, read]);
    expect(room.sent(create)?.[exactlyOneOf[0]?.[0] ?? '']).toBe(imageUrl);
    expect(room.sent(create)?.sync).toBe('sync' in fields ? '1' : undefined);
    expect(asked).toEqual(['/a/b.png?size=2']);
  });

  it.each(cases)('$tool: all settings travel', async ({ tool, needs, settings, wire = {} }) => {
    const room = await openDarkroom();
    const { error } = await run(room, tool, { waitMode: 'none', ...needs, ...settings });
    expect(error).toBeUndefined();
    const ours = ['image_file', 'file', 'sync'];
    const sent = Object.entries(room.sent(endpointName('create', tool)) ?? {});
    expect(Object.fromEntries(sent.filter(([name]) => !ours.includes(name)))).toEqual(wire);
  });

  it.each(cases)('$tool: offers everything that PicWish has', async ({ tool }) => {
    const { engine } = await openDarkroom();
    const known = Object.keys(tools[tool].fields);
    const { properties } = engine.nodeType('n8n-nodes-picwish.picwish').description;
    const shown = properties.filter(
      ({ displayOptions: { show } = {} }) =>
        show?.resource?.includes('image') && show.operation?.includes(tool),
    );
    const options = shown.find(({ name }) => name === 'options')?.options as INodeProperties[];
    const offered = [...shown, ...options].map(({ name }) => name);
    // Where the picture comes from and how the result comes back is the node's own affair; nobody has asked for the rest.
    const others = ['image_url', 'image_file', 'url', 'file', 'mask_file', 'callback_url', 'return_type'];
    const left = ['last_id', 'retain_mask_file'];
    expect(known.filter((name) => !offered.includes(name) && ![...others, ...left].includes(name))).toEqual(
      [],
    );
  });
});
