import { connect, type HttpRequest } from '@api-repack/core';
import {
  defaultWait,
  fangtang,
  finish,
  presets,
  readTasks,
  resultUrl,
  token,
  upload,
} from '@api-repack/core/fangtang';
import { expect, it } from 'vitest';
import { json, scriptedHost } from '../helpers/scripted-host.ts';

const credentials = { third_code: 'hiliad', secret_key: 'hiliad-7f3a' };
const [one, two] = ['1'.repeat(32), '2'.repeat(32)] as const;
const file = [new Blob(['jpeg'])];

const ok = (data: unknown) => json({ code: 200, data });
const rows = (...mdfs: object[]) => ok({ status: 200, msg: '获取任务状态成功', mdfs });

function connected(...script: Parameters<typeof scriptedHost>) {
  const { host, requests } = scriptedHost(...script);
  return { client: connect(fangtang, { host, credentials }), requests };
}

const fieldsOf = ({ body }: HttpRequest) =>
  body && 'multipart' in body ? body.multipart.map(([name, value]) => [name, value]) : [];

it.each([
  ['hiliad', 1629962357, '5484490c8e797dabe52af90ab8bd1e50'],
  ['mock-secret', 1700000000, '82c099a600b1f257ffda6c95236a7fac'],
  ['密钥', 1700000000, '4ccd533fbe5503c7e67b0089d6dde8fc'],
])('makes the token of %s at %i', (secret, time, digest) => {
  expect(token(secret, time)).toBe(`${digest},${time}`);
});

it('does not make the token that the v2 manual prints beside the secret hili', () => {
  expect(token('hili', 1629962357)).toBe('559c671dc6bf7b0447c21a3d005e3c25,1629962357');
});

it('puts third_code first in the form and a fresh token on each request', async () => {
  const { client, requests } = connected(
    rows({ mdf: one, code: 0 }),
    rows({ mdf: one, code: 1 }),
    ok({ url: 'https://sdkphoto.fangtangtv.com/api/hiliad/download/res_1.jpg' }),
  );
  await finish(client, 'v2', [one], { ...defaultWait, everyMs: 150_000, maxEveryMs: 150_000 });
  expect(requests.map(fieldsOf)).toEqual([
    [
      ['third_code', 'hiliad'],
      ['mdf', one],
      ['platform', 'pc'],
    ],
    [
      ['third_code', 'hiliad'],
      ['mdf', one],
      ['platform', 'pc'],
    ],
    [
      ['third_code', 'hiliad'],
      ['mdf', one],
    ],
  ]);
  const times = requests.map(({ headers }) => Number(headers.token?.split(',')[1]));
  expect(times.map((time) => time - (times[0] ?? 0))).toEqual([0, 150, 150]);
  expect(requests[0]?.headers.token).toBe(token('hiliad-7f3a', times[0] ?? 0));
});

it('sends the steps once each in the order in which they run, and the spelling that the vendor knows', async () => {
  const { client, requests } = connected(ok({ mdf: [one] }));
  const seq = ['bg', 'repair', 'bg', 'scratch'] as const;
  await client.uploads({ seq: [...seq], type: 'cartoon', rate: 4, rgb: '235, 51, 35', dpi: 300, file });
  expect(requests.map(fieldsOf)).toEqual([
    [
      ['third_code', 'hiliad'],
      ['seq', 'scratch,repair,bg'],
      ['type', 'cortoon'],
      ['rate', '4'],
      ['rgb', '235,51,35'],
      ['dpi', '300'],
      ['platform', 'pc'],
      ['file', expect.any(Blob)],
    ],
  ]);
});

it.each([
  ['no step', { seq: [], file }, /seq: choose at least one/],
  ['an unknown step', { seq: ['magic'], file }, /^seq\.0: /],
  ['no picture', { seq: ['repair'] }, /give a file, or the mdf/],
  ['an empty file', { seq: ['repair'], file: [new Blob([])] }, /file\.0: the file is empty/],
  ['no colour for a background', { seq: ['bg'], file }, /rgb: a background change/],
  ['a colour out of range', { seq: ['bg'], rgb: '300,0,0', file }, /rgb: use -1/],
  ['two numbers for a colour', { seq: ['bg'], rgb: '1,2', file }, /rgb: use -1/],
  ['a dpi of zero', { seq: ['repair'], dpi: 0, file }, /^dpi: /],
  ['an address that is none', { seq: ['repair'], clientip: '1.2.3', file }, /^clientip: /],
  ['an id that is none', { seq: ['repair'], mdf: ['abc'] }, /mdf\.0: an id has 32 hexadecimal digits/],
])('refuses %s before anything is sent', async (_, input, reason) => {
  const { client, requests } = connected();
  const reading = client.uploads(input as Parameters<typeof client.uploads>[0]);
  await expect(reading).rejects.toMatchObject({ kind: 'bad-input', reason: expect.stringMatching(reason) });
  expect(requests).toEqual([]);
});

it('refuses what v1 does not know', async () => {
  const { client } = connected();
  const blob = new Blob(['jpeg']);
  const v1 = (input: object) => client.photoUpload(input as Parameters<typeof client.photoUpload>[0]);
  await expect(v1({ repair_type: 'sr,colour', file: blob })).rejects.toThrow(/repair_type/);
  await expect(v1({ repair_type: 'bg', file: blob })).rejects.toThrow(/rgb: a background change/);
  await expect(v1({ repair_type: 'bg', rgb: '-1', file: blob })).rejects.toThrow(/v1 takes r,g,b/);
});

it.each(Object.entries(presets))('accepts its own preset %s', async (_, preset) => {
  const { client, requests } = connected(ok({ mdf: [one] }));
  await client.uploads({ ...preset, seq: [...preset.seq], file });
  expect(requests).toHaveLength(1);
});

it('hands out the ids when they are not as many as the pictures', async () => {
  const { client } = connected(ok({ mdf: [one] }));
  const job = { api: 'v2' as const, seq: ['repair' as const], file: [...file, ...file] };
  await expect(upload(client, job)).rejects.toMatchObject({
    kind: 'protocol',
    context: { ids: { mdf: [one] } },
  });
});

it('matches tasks by id and never by place', async () => {
  const { client } = connected(
    rows({ mdf: two, code: 2, state: '任务失败' }, { mdf: one, code: 1, src_url: '' }),
  );
  expect(await readTasks(client, 'v2', [one, two])).toMatchObject([
    { id: one, progress: 'done', sourceUrl: undefined },
    { id: two, progress: 'failed', text: '任务失败' },
  ]);
});

it('looks only at the code of a task, whatever the rest says', async () => {
  const { client } = connected(ok({ status: 100, mdfs: [{ mdf: one, code: 0, task: 2002, src_url: 'x' }] }));
  expect(await readTasks(client, 'v2', [one])).toMatchObject([{ progress: 'processing', stage: 2002 }]);
});

it.each([
  ['v2', rows({ mdf: two, code: 1 }), 'not-found', `no picture has the id ${one}`],
  ['v2', rows({ mdf: one, code: 3 }), 'protocol', 'unknown task state 3'],
  ['v1', ok({ status: 300 }), 'protocol', 'unknown task state 300'],
  [
    'v2',
    rows({ mdf: one, code: 2, state: '任务失败' }),
    'task-failed',
    `1 of 1 pictures could not be processed: ${one} (任务失败)`,
  ],
  ['v1', json({ code: 9000, errno: 9009, msg: '图片异常，处理失败' }), 'bad-input', '图片异常，处理失败'],
  ['v2', rows({ mdf: one, code: 0 }), 'timeout', 'no result after 600 s'],
] as const)('ends a %s task with an error that carries the ids: %#', async (api, answer, kind, reason) => {
  const { client } = connected(answer);
  await expect(finish(client, api, [one], defaultWait)).rejects.toMatchObject({
    kind,
    reason,
    context: { ids: { mdf: [one] }, hint: expect.stringMatching(/\w/) },
  });
});

it('carries the ids when the last step fails, too', async () => {
  const noCredits = json({ code: 9000, errno: 9101, msg: '剩余下载次数为0' });
  const { client } = connected(rows({ mdf: one, code: 1 }), noCredits);
  await expect(finish(client, 'v2', [one], defaultWait)).rejects.toMatchObject({
    kind: 'quota',
    context: { endpoint: 'download', ids: { mdf: [one] } },
  });
});

it('keeps secrets out of the text of a failed task', async () => {
  const { client } = connected(rows({ mdf: one, code: 2, state: `no\n${credentials.secret_key}` }));
  const error = await finish(client, 'v2', [one], defaultWait).catch((caught: Error) => caught);
  expect((error as Error).message).toMatch(/\(no \*\*\*\)$/);
});

it('asks for the URL of a finished picture as often as one likes', async () => {
  const url = 'https://photo.fangtangtv.com/static/life_img/1.jpg';
  const { client, requests } = connected({ status: 502 }, ok({ url }));
  expect(await resultUrl(client, 'v1', one)).toBe(url);
  expect(requests).toHaveLength(2);
});
