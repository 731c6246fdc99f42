import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import sharp from 'sharp';
import { type Started, start } from './processes/start.ts';

export const name = 'mock vendors: longest time that a picture of 12 megapixels silences all vendors';

const goalMs = 100;

const tools: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'visual/segmentation': { crop: '1' },
  'visual/self-face-cutout': {},
  'visual/colorization': { format: 'png' },
  'visual/correction': {},
  'visual/inpaint': { rectangles: '[{"x":0,"y":0,"width":4000,"height":3000}]' },
  'visual/scale': { scale_factor: '4' },
};

export async function run(): Promise<void> {
  const mock = await start('processes/delays.ts');
  try {
    const photo = await largePhoto();
    console.log('PicWish tool, sync              all ms   longest delay ms   goal');
    await sleep(1_000);
    await longestDelay(mock);
    await sleep(3_000);
    console.log(row('none, for three seconds', 3_000, await longestDelay(mock)));
    for (const [tool, fields] of Object.entries(tools)) {
      const begun = performance.now();
      await create(mock, tool, { ...fields, sync: '1', image_file: photo });
      console.log(row(tool, performance.now() - begun, await longestDelay(mock)));
    }
  } finally {
    mock.child.kill();
  }
}

async function largePhoto(): Promise<Blob> {
  const noise = { type: 'gaussian', mean: 128, sigma: 40 } as const;
  const image = sharp({ create: { width: 4000, height: 3000, channels: 3, background: '#888', noise } });
  return new Blob([new Uint8Array(await image.jpeg().toBuffer())]);
}

async function create({ origins }: Started, tool: string, fields: Readonly<Record<string, string | Blob>>) {
  const body = new FormData();
  for (const [field, value] of Object.entries(fields)) body.append(field, value);
  const headers = { 'x-api-key': 'mock-picwish-key' };
  const response = await fetch(`${origins.picwish}/api/tasks/${tool}`, { method: 'POST', headers, body });
  const { data } = (await response.json()) as { data?: { state: number } };
  if (data?.state !== 1) throw new Error(`${tool} ended in state ${data?.state}`);
}

async function longestDelay({ child }: Started): Promise<number> {
  child.send('delay');
  const [milliseconds] = (await once(child, 'message')) as [number];
  return milliseconds;
}

const row = (what: string, all: number, longest: number) =>
  `${what.padEnd(28)} ${all.toFixed(0).padStart(9)} ${longest.toFixed(0).padStart(18)}  ≤ ${goalMs}`;
