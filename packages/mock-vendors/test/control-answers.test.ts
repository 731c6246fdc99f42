import { type MockServer, manualClock, serve } from '@api-repack/mock-vendors';
import * as v from 'valibot';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { answers } from '../src/control/response-schemas.ts';
import { routes } from '../src/control/routes/index.ts';
import { tokenOf } from './helpers/fangtang.ts';
import { jpeg } from './helpers/pictures.ts';

let server: MockServer;
let mdf: string;

beforeEach(async () => {
  server = await serve({ clock: manualClock(), taskTiming: { mode: 'timed', minMs: 1000, maxMs: 1000 } });
  mdf = (await askFangtang('uploads', { seq: 'repair', file: jpeg })).data.mdf[0];
  for (let poll = 0; poll < 3; poll++) await askFangtang('status', { mdf });
  await askFangtang('company/nums', { third_code: 'nobody' });
  await post(`${server.origins.lufff}/make_pic/api/send_sms_vcode/`, { phone: '13900000001' });
  server.world.faults.add({ vendor: 'fangtang', effect: { error: 'badToken' } });
  server.worlds.create('other');
  await post(`${server.origins.control}/worlds/other/snapshot`, { name: 'before-upload' });
});

afterEach(() => server.close());

const post = (url: string, body: object) => send('POST', url, body);

const send = (method: string, url: string, body: unknown) =>
  fetch(url, {
    method,
    ...(body !== undefined && {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  });

async function askFangtang(path: string, fields: Readonly<Record<string, string | Blob>>) {
  const body = new FormData();
  for (const [name, value] of Object.entries({ third_code: 'hiliad', platform: 'pc', ...fields }))
    body.append(name, value as string);
  const headers = { token: tokenOf('hiliad', Math.floor(server.world.clock.now() / 1000)) };
  const url = `${server.origins.fangtang}/api/third/${path}`;
  // biome-ignore lint/suspicious/noExplicitAny: only one of its answers is looked into
  return (await fetch(url, { method: 'POST', headers, body })).json() as any;
}

const filled = (path: string) =>
  path
    .replace(':vendor/:name', 'fangtang/hiliad')
    .replace(':vendor', 'fangtang')
    .replace(':name', 'other')
    .replace('tasks/:id', `tasks/${mdf}`)
    .replace('faults/:id', 'faults/1');

const ofJson = routes.filter(({ type }) => !type);

it.each(ofJson)(
  '$method $path answers its example as it says',
  async ({ method, path, status = 200, example }) => {
    const response = await send(method, `${server.origins.control}${filled(path)}`, example);
    const answer = await response.json();
    expect([response.status, answer]).toEqual([status, answer]);
    expect(answer).not.toEqual([]);
    // What is not described would be missing.
    expect(v.parse(answers()[`${method} ${path}`] as v.GenericSchema, answer)).toEqual(answer);
  },
);

it('says of every answer in JSON what is in it', () => {
  const described = Object.keys(answers()).sort();
  expect(described).toEqual(ofJson.map(({ method, path }) => `${method} ${path}`).sort());
});
