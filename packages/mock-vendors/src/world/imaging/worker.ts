import { parentPort } from 'node:worker_threads';
import { renderHere } from './render.ts';
import type { RenderedImage } from './steps.ts';
import type { RenderRequest } from './workers.ts';

/** What a worker answers to one request. */
export type RenderReply =
  | { readonly image: Omit<RenderedImage, 'bytes'> & { readonly bytes: Uint8Array } }
  | { readonly failure: string };

parentPort?.on('message', async ({ source, steps, encoding }: RenderRequest) => {
  try {
    const image = await renderHere(source, steps, encoding);
    // What libvips has allocated cannot be handed over.
    const bytes = new Uint8Array(image.bytes);
    const reply: RenderReply = { image: { ...image, bytes } };
    parentPort?.postMessage(reply, [bytes.buffer]);
  } catch (error) {
    parentPort?.postMessage({ failure: (error as Error).message } satisfies RenderReply);
  }
});
