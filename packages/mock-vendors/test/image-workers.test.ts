import { Worker } from 'node:worker_threads';
import sharp from 'sharp';
import { afterEach, expect, it, vi } from 'vitest';
import { render } from '../src/world/images.ts';
import { ImageFailure, ImageWorkers, type RenderRequest } from '../src/world/imaging/workers.ts';

const request: RenderRequest = { source: Buffer.from([7]), steps: [], encoding: { format: 'png' } };

/** Workers that run this code for every request. */
const workersThat = (code: string, timeoutMs = 60_000) =>
  new ImageWorkers({
    script: new URL(
      `data:text/javascript,${encodeURIComponent(
        `import { parentPort, threadId } from 'node:worker_threads';
         parentPort.on('message', ({ source }) => { ${code} });`,
      )}`,
    ),
    timeoutMs,
    maxWorkers: 1,
  });

const replyWithThread =
  'parentPort.postMessage({ image: { bytes: source, width: threadId, height: 1, type: "image/png" } });';

afterEach(() => vi.restoreAllMocks());

it('renders pictures in a worker', async () => {
  const post = vi.spyOn(Worker.prototype, 'postMessage');
  const source = await sharp({ create: { width: 9, height: 8, channels: 3, background: '#888' } })
    .png()
    .toBuffer();
  const { bytes, width } = await render(source, [{ step: 'scale', factor: 2 }], { format: 'png' });
  expect([Buffer.isBuffer(bytes), width]).toEqual([true, 18]);
  expect(post).toHaveBeenCalledOnce();
});

it('keeps a worker for the next picture, and gives it one picture at a time', async () => {
  const workers = workersThat(replyWithThread);
  const [first, second] = await Promise.all([workers.render(request), workers.render(request)]);
  const third = await workers.render(request);
  expect(new Set([first.width, second.width, third.width]).size).toBe(1);
  expect(first.bytes).toEqual(request.source);
});

it('leaves the bytes of the source to the caller', async () => {
  await workersThat(replyWithThread).render(request);
  expect(request.source).toEqual(Buffer.from([7]));
});

it('ends a worker that does not finish, while the event loop goes on, and renders the next picture', async () => {
  const workers = workersThat(`if (source[0] === 0) for (;;); ${replyWithThread}`, 300);
  const endless = workers.render({ ...request, source: Buffer.from([0]) });
  const next = workers.render(request);
  await expect(endless).rejects.toMatchObject({ isTimeout: true });
  expect((await next).bytes).toEqual(request.source);
});

it('reports a worker that crashes as a picture that failed', async () => {
  const workers = workersThat(`if (source[0] === 0) throw new Error('crash'); ${replyWithThread}`);
  const crashed = workers.render({ ...request, source: Buffer.from([0]) });
  await expect(crashed).rejects.toBeInstanceOf(ImageFailure);
  expect((await workers.render(request)).bytes).toEqual(request.source);
});

it('rejects with the reason for a file that cannot be decoded', async () => {
  const broken = render(Buffer.from('no picture'), [], { format: 'png' });
  await expect(broken).rejects.toMatchObject({ isTimeout: false });
});
