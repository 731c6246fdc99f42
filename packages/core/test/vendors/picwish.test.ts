import { connect, type HttpRequest, type HttpResponse } from '@api-repack/core';
import {
  balance,
  endpointName,
  failedStates,
  finish,
  picwish,
  processImage,
  readTask,
  submit,
  type ToolName,
  tools,
  waitFor,
} from '@api-repack/core/picwish';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { json, reset, scriptedHost } from '../helpers/scripted-host.ts';

const credentials = { apiKey: 'wx-Invented-key' };
const task_id = 'f1acd233-5d0e-4c3f-9a0b-6f6f0f0d2c11';
const url = 'https://wxtechsz.oss-cn-shenzhen.aliyuncs.com/tasks/output/scale/1.png?x-oss-expires=3600';
const source = { image_url: 'https://photos.example/cat.jpg' };

const ok = (data: unknown) => json({ status: 200, message: 'success', data });
const task = (fields: object) => ok({ task_id, progress: 0, image: '', ...fields });
const started = ok({ task_id });

function connected(...script: Parameters<typeof scriptedHost>) {
  const { host, requests, slept } = scriptedHost(...script);
  return { client: connect(picwish, { host, credentials }), requests, slept };
}

const fieldsOf = ({ body }: HttpRequest) => (body && 'multipart' in body ? body.multipart : []);

it('starts a task, waits for it and resolves to its files, with the key on every call', async () => {
  const { client, requests } = connected(
    started,
    task({ state: 0 }),
    task({ state: 4 }),
    task({ state: 1, image: url }),
  );
  const result = await processImage(client, 'scale', { ...source, scale_factor: 2 });
  expect(result).toMatchObject({ taskId: task_id, files: [{ field: 'image', url }], task: { state: 1 } });
  expect(requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
    'POST https://techsz.aoscdn.com/api/tasks/visual/scale',
    ...Array(3).fill(`GET https://techsz.aoscdn.com/api/tasks/visual/scale/${task_id}`),
  ]);
  expect(fieldsOf(requests[0] as HttpRequest)).toEqual([
    ['image_url', source.image_url],
    ['sync', '0'],
    ['scale_factor', '2'],
  ]);
  for (const { headers } of requests) expect(headers['x-api-key']).toBe(credentials.apiKey);
});

it('keeps to two calls a second, the polls of parallel tasks included', async () => {
  const { host, requests } = scriptedHost(started, started, started, task({ state: 1, image: url }));
  const times: number[] = [];
  const send = (request: HttpRequest) => {
    times.push(host.now());
    return host.send(request);
  };
  const client = connect(picwish, { host: { ...host, send }, credentials });
  await Promise.all(
    ['scale', 'segmentation', 'colorization'].map((tool) => processImage(client, tool as ToolName, source)),
  );
  expect(requests).toHaveLength(6);
  const tooClose = times.filter((time, i) => i >= 2 && time - (times[i - 2] ?? 0) < 1_000);
  expect(tooClose).toEqual([]);
});

it('takes the task out of the first answer with sync', async () => {
  const { client, requests } = connected(task({ state: 1, image: url }));
  expect(await processImage(client, 'scale', { ...source, sync: 1 })).toMatchObject({ files: [{ url }] });
  expect(requests).toHaveLength(1);
});

it('waits on if the answer with sync is not finished', async () => {
  const { client, requests } = connected(task({ state: 4 }), task({ state: 1, image: url }));
  expect(await processImage(client, 'scale', { ...source, sync: 1 })).toMatchObject({ files: [{ url }] });
  expect(requests).toHaveLength(2);
});

it('hands out base64 as such', async () => {
  const { client } = connected(task({ state: 1, image: 'data:image/png;base64,iVBORw==' }));
  const result = await processImage(client, 'scale', { ...source, sync: 1, return_type: 2 });
  expect(result.files).toEqual([{ field: 'image', base64: 'iVBORw==' }]);
});

async function* bytes(...parts: (string | Error)[]) {
  for (const part of parts) {
    if (part instanceof Error) throw part;
    yield new TextEncoder().encode(part);
  }
}
const stream = (type: string, ...parts: (string | Error)[]): Partial<HttpResponse> => ({
  headers: { 'content-type': type },
  body: bytes(...parts),
});
const asFile = { ...source, sync: 1, return_type: 3 } as const;

it('streams the file where the answer is the file itself', async () => {
  const { client, requests } = connected(stream('image/png', 'pixels'));
  const { files, taskId } = await processImage(client, 'segmentation', asFile);
  expect(requests).toMatchObject([{ answer: 'stream' }]);
  expect(taskId).toBeUndefined();
  expect(files).toMatchObject([{ field: 'image', type: 'image/png' }]);
  const chunks: Uint8Array[] = [];
  if ('body' in files[0]) for await (const chunk of files[0].body) chunks.push(chunk);
  expect(Buffer.concat(chunks).toString()).toBe('pixels');
});

it('reads the envelope that comes instead of a file', async () => {
  const refusal = stream('application/json', '{"status":401,', '"message":"no"}');
  const { client } = connected({ status: 401, ...refusal });
  await expect(processImage(client, 'segmentation', asFile)).rejects.toMatchObject({
    kind: 'auth',
    reason: 'no',
  });
  const { client: another } = connected(
    stream('application/json', JSON.stringify({ status: 200, data: { task_id, state: -7 } })),
  );
  await expect(processImage(another, 'segmentation', asFile)).rejects.toMatchObject({
    kind: 'bad-input',
    context: { ids: { task_id } },
  });
});

it('says that it may have been charged when such an envelope breaks off', async () => {
  const { client, requests } = connected(stream('application/json', '{"st', new Error('terminated')));
  await expect(processImage(client, 'segmentation', asFile)).rejects.toMatchObject({
    kind: 'unavailable',
    context: { sent: true, hint: expect.stringMatching(/charged/) },
  });
  expect(requests).toHaveLength(1);
});

it.each([
  ['no source', 'scale', {}, /give exactly one of image_url, image_file/],
  [
    'two sources',
    'scale',
    { ...source, image_file: new Blob(['x']) },
    /exactly one of image_url, image_file/,
  ],
  ['the other name of the source', 'externalWatermarkRemove', source, /image_url/],
  ['an empty file', 'scale', { image_file: new Blob([]) }, /image_file: the file is empty/],
  ['a file URL', 'scale', { image_url: 'file:///etc/passwd' }, /image_url: give an http/],
  ['a factor in between', 'scale', { ...source, scale_factor: 3 }, /scale_factor/],
  ['a typo', 'scale', { ...source, scale_facter: 2 }, /scale_facter/],
  ['no mask', 'inpaint', source, /exactly one of mask_url, mask_file, rectangles/],
  [
    'an empty rectangle',
    'inpaint',
    { ...source, rectangles: [{ x: 0, y: 0, width: 0, height: 1 }] },
    /rectangles\.0\.width/,
  ],
  [
    '51 rectangles',
    'inpaint',
    { ...source, rectangles: Array(51).fill({ x: 0, y: 0, width: 1, height: 1 }) },
    /rectangles/,
  ],
  ['two limits', 'imgcompress', { ...source, quality: 80, kbyte: 100 }, /only one of quality, kbyte/],
  ['a tiny ID photo', 'idphoto', { ...source, size: '99x100' }, /size: a size is 100x100/],
  ['a large ID photo', 'idphoto', { ...source, size: '100x2001' }, /size: a size is 100x100/],
  ['a color by name', 'idphoto', { ...source, bg_color: 'red' }, /bg_color: a color is RRGGBB/],
  ['prompt and template', 'background', { ...source, prompt: 'sea', scene_type: 105 }, /prompt, scene_type/],
  ['sync, which takes too long for text', 'ocr', { ...source, sync: 1 }, /sync/],
  ['eleven languages', 'ocr', { ...source, language: Array(11).fill('English') }, /language/],
  ['a file as an answer later', 'scale', { ...source, return_type: 3 }, /needs sync 1/],
] as const)('refuses %s before anything is sent', async (_, tool, input, reason) => {
  const { client, requests } = connected();
  const reading = processImage(client, tool as ToolName, input as never);
  await expect(reading).rejects.toMatchObject({ kind: 'bad-input', reason: expect.stringMatching(reason) });
  expect(requests).toEqual([]);
});

it('sends lists and colours in the words of the wire', async () => {
  const { client, requests } = connected(started);
  const box = { x: 1, y: 2, width: 3, height: 4 };
  await submit(client, 'inpaint', { ...source, rectangles: [box] });
  await submit(client, 'ocr', { ...source, language: ['English', 'ChinesePRC'] });
  await submit(client, 'idphoto', { ...source, bg_color: '#438EDB' });
  const sent = requests.map((request) => Object.fromEntries(fieldsOf(request)));
  expect(sent).toMatchObject([
    { rectangles: JSON.stringify([box]) },
    { language: 'English,ChinesePRC' },
    { bg_color: '438EDB' },
  ]);
});

it.each([...Object.values(failedStates).map(({ code, kind, message }) => [code, kind, message] as const)])(
  'ends a task in state %i with an error that says why and carries the id',
  async (state, kind, message) => {
    const { client } = connected(task({ state, err_info: `no ${credentials.apiKey}` }));
    await expect(finish(client, 'scale', task_id)).rejects.toMatchObject({
      kind,
      reason: `${message}: no ***`,
      context: { endpoint: 'readScale', code: state, hint: expect.stringMatching(/\w/), ids: { task_id } },
    });
  },
);

it.each([
  [-4, 'task-failed', 'the task failed with state -4'],
  [-99, 'task-failed', 'the task failed with state -99'],
  [5, 'protocol', 'unknown task state 5'],
  [100, 'protocol', 'unknown task state 100'],
])('knows what to do with a state that the manual does not list: %i', async (state, kind, reason) => {
  const { client, requests } = connected(started, task({ state }));
  await expect(processImage(client, 'scale', source)).rejects.toMatchObject({
    kind,
    reason,
    context: { code: state, ids: { task_id } },
  });
  expect(requests).toHaveLength(2);
});

it('gives up after the time that makes sense for the tool, and hands out the id', async () => {
  const { client } = connected(started, task({ state: 4 }));
  await expect(processImage(client, 'ocr', source)).rejects.toMatchObject({
    kind: 'timeout',
    context: { ids: { task_id } },
  });
});

it('does not take a finished task without a file for a success', async () => {
  const { client } = connected(task({ state: 1 }));
  await expect(finish(client, 'scale', task_id)).rejects.toMatchObject({
    kind: 'protocol',
    context: { ids: { task_id } },
  });
});

it.each([
  [
    'clothingSegmentation',
    { class_masks: { tops: url, bag: url }, clothes_masks: `${url}&zip` },
    ['class_masks.tops', 'class_masks.bag', 'clothes_masks'],
  ],
  [
    'segmentation',
    { image: url, mask: url, foreground_rect: { x: 1, y: 2, width: 3, height: 4 } },
    ['image', 'mask'],
  ],
  ['segmentation', { image: '', mask: url }, ['mask']],
  ['background', { image: null, image_1: url, image_2: url }, ['image_1', 'image_2']],
  ['externalIdphoto', { image: '', some_new_field: url, state_detail: 'Complete' }, ['some_new_field']],
] as const)('finds the files of %s: %#', async (tool, fields, names) => {
  const { client } = connected(task({ state: 1, ...fields }));
  const { files } = await finish(client, tool, task_id);
  expect(files.map(({ field }) => field)).toEqual(names);
});

it('never starts a task twice', async () => {
  for (const trouble of [reset(), json({ status: 429, message: 'slow' }, 429), json({ status: 500 }, 500)]) {
    const { client, requests } = connected(trouble);
    await expect(submit(client, 'scale', source)).rejects.toThrow();
    expect(requests).toHaveLength(1);
  }
});

it('polls on as PicWish asks when it is called too often', async () => {
  const busy = { ...json({ status: 429, message: 'slow' }, 429), headers: { 'retry-after': '3' } };
  const { client, slept } = connected(started, busy, busy, task({ state: 1, image: url }));
  await processImage(client, 'scale', source);
  expect(slept).toEqual([1_000, 3_000, 3_000]);
});

it('hands out the id when PicWish keeps refusing to be polled', async () => {
  const { client } = connected(started, json({ status: 429, message: 'slow' }, 429));
  await expect(processImage(client, 'scale', source)).rejects.toMatchObject({
    kind: 'rate-limit',
    context: { ids: { task_id } },
  });
});

it('reads a task once', async () => {
  const { client, requests } = connected(task({ state: 2 }), task({ state: 1, image: url }));
  expect(await readTask(client, 'scale', task_id)).toEqual({ done: false });
  expect(await readTask(client, 'scale', task_id)).toMatchObject({ done: true, result: { taskId: task_id } });
  expect(requests).toHaveLength(2);
});

it('adds up the packages of a balance', async () => {
  const { client } = connected(
    ok([
      { remaining_credits: 480, used_credits: 20 },
      { remaining_credits: 5, used_credits: null },
    ]),
  );
  expect(await balance(client)).toEqual({ left: 485, used: 20 });
});

it('has two endpoints for each tool', () => {
  for (const tool of Object.keys(tools) as ToolName[]) {
    expect(picwish.endpoints).toHaveProperty(endpointName('create', tool));
    expect(picwish.endpoints).toHaveProperty(endpointName('read', tool));
    expect(waitFor(tool).timeoutMs).toBeGreaterThanOrEqual(60_000);
  }
});

it('ends with a result or a clean error, whatever comes back', async () => {
  const odd = fc.constantFrom(null, '1', 1, -7, 3, 77, 1.5, true, [url], { url }, credentials.apiKey, url);
  const names = ['task_id', 'state', 'err_info', 'image', 'body', 'progress', 'toString'];
  const data = fc
    .dictionary(fc.constantFrom(...names), odd, { maxKeys: 7 })
    .map((fields) => ({ ...fields, task_id }));
  const answer = fc.tuple(fc.constantFrom(200, 404, 429), fc.oneof(odd, data)).map(([status, data]) => {
    const message = `no ${credentials.apiKey}`;
    return json({ status, message, data }, status);
  });
  const run = async (answers: ReturnType<typeof json>[], sync: 0 | 1) => {
    const { client } = connected(...(sync ? [] : [started]), ...answers);
    const runs = [processImage(client, 'scale', { ...source, sync }), finish(client, 'scale', task_id)];
    for (const outcome of await Promise.allSettled(runs)) {
      if (outcome.status === 'fulfilled') continue;
      expect(outcome.reason).toMatchObject({ name: 'VendorError' });
      expect(`${outcome.reason.message} ${JSON.stringify(outcome.reason)}`).not.toContain(credentials.apiKey);
    }
  };
  const cases = fc.asyncProperty(
    fc.array(answer, { minLength: 1, maxLength: 4 }),
    fc.constantFrom(0, 1),
    run,
  );
  await fc.assert(cases, { seed: 1, numRuns: 300 });
});
