import { openResult } from '@api-repack/core';
import {
  balance,
  endpointName,
  finish,
  type picwish,
  processImage,
  submit,
  type ToolInput,
  type ToolName,
  tools,
} from '@api-repack/core/picwish';
import { expect } from 'vitest';
import { jpeg, png } from '../helpers/pictures.ts';
import type { Samples } from '../helpers/samples.ts';

type Inputs = Samples<typeof picwish>['inputs'];

const task_id = 'f1acd233-5d0e-4c3f-9a0b-6f6f0f0d2c11';
const image = { image_file: jpeg };
const rectangles = [{ x: 2, y: 2, width: 4, height: 4 }];

/** What tools want beside the picture. */
const others: { readonly [Name in ToolName]?: ToolInput<Name> } = {
  inpaint: { ...image, rectangles },
  watermark: { ...image, mask_file: png },
  externalWatermarkRemove: { file: jpeg },
  retouchingCollection: { ...image, mask_file: png },
  background: { image_file: png, scene_type: 105 },
  rBackground: { image_file: png, scene_type: 105 },
};
const inputOf = (tool: ToolName) => others[tool] ?? image;
const names = Object.keys(tools) as ToolName[];

export const samples: Samples<typeof picwish> = {
  credentials: { apiKey: 'mock-picwish-key' },
  inputs: Object.fromEntries([
    ...names.map((tool) => [endpointName('create', tool), inputOf(tool)]),
    ...names.map((tool) => [endpointName('read', tool), { task_id }]),
    ['credits', {}],
    ['backgroundTemplates', {}],
  ]) as unknown as Inputs,
  operations: {
    'lists the background templates': async (client) => {
      expect(await client.backgroundTemplates({})).toContainEqual(expect.objectContaining({ id: 105 }));
    },
    ...Object.fromEntries(
      names.map((tool): [string, Samples<typeof picwish>['operations'][string]] => [
        `processes a picture with ${tool}`,
        async (client) => {
          const { taskId, files } = await processImage(client, tool, inputOf(tool) as ToolInput<'scale'>);
          expect(taskId).toMatch(/^[0-9a-f-]{36}$/);
          for (const file of files) {
            const { type, body } = await openResult(client.connection, 'url' in file ? file.url : '');
            expect(type).toMatch(/^(image|text|application)\//);
            for await (const chunk of body) expect(chunk.length).toBeGreaterThan(0);
          }
        },
      ]),
    ),
    'answers at once with sync': async (client, { world }) => {
      const { length } = world.journal.entries;
      const { files } = await processImage(client, 'colorization', { ...image, sync: 1 });
      expect(files).toMatchObject([{ field: 'image', url: expect.stringContaining('x-oss-signature=') }]);
      expect(world.journal.entries.slice(length)).toMatchObject([{ endpoint: 'createColorization' }]);
    },
    'answers with base64': async (client) => {
      const { files } = await processImage(client, 'scale', { ...image, return_type: 2 });
      const base64 = 'base64' in files[0] ? files[0].base64 : '';
      expect(Buffer.from(base64, 'base64').subarray(1, 4).toString()).toBe('PNG');
    },
    'answers with the file itself': async (client) => {
      const { files } = await processImage(client, 'segmentation', { ...image, sync: 1, return_type: 3 });
      expect(files).toMatchObject([{ type: 'image/png' }]);
      const chunks: Uint8Array[] = [];
      if ('body' in files[0]) for await (const chunk of files[0].body) chunks.push(chunk);
      expect(Buffer.concat(chunks).subarray(1, 4).toString()).toBe('PNG');
    },
    'submits now and finishes later': async (client) => {
      const taskId = await submit(client, 'segmentation', { ...image, output_type: 1 });
      expect(await finish(client, 'segmentation', taskId)).toMatchObject({
        taskId,
        files: [{ field: 'image' }, { field: 'mask' }],
      });
    },
    'reads the balance': async (client) => {
      expect(await balance(client)).toEqual({ left: expect.any(Number), used: expect.any(Number) });
    },
  },
};
