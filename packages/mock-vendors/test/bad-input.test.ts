import type { Client, Connection } from '@api-repack/core';
import { defaultWait, fangtang, finish, restore, resultUrl, upload } from '@api-repack/core/fangtang';
import type { FaultEffect } from '@api-repack/mock-vendors';
import { expect, it } from 'vitest';
import { stateSlot } from '../src/vendors/fangtang/state.ts';
import { type Adapter, openPort } from './helpers/adapters.ts';
import { jpeg, text } from './helpers/pictures.ts';

type FangtangClient = Client<typeof fangtang>;
type Job = Parameters<FangtangClient['uploads']>[0];

const credentials = { third_code: 'hiliad', secret_key: 'hiliad' };
const good: Job = { seq: ['repair'], file: [jpeg] };
const unknown = '0'.repeat(32);

/** What a user may do wrong: a job, and what to connect with instead of what is right. */
interface Mistake {
  readonly job?: object;
  readonly credentials?: typeof credentials;
  readonly lateByMs?: number;
  readonly token?: string;
  readonly credits?: number;
  readonly kind: string;
  readonly says: RegExp;
  /** Whether it goes as far as to the vendor. */
  readonly isSent?: boolean;
}

const mistakes: Readonly<Record<string, Mistake>> = {
  'no file': { job: { file: undefined }, kind: 'bad-input', says: /give a file, or the mdf/ },
  'an empty file': { job: { file: [new Blob([])] }, kind: 'bad-input', says: /file.0: the file is empty/ },
  'a background without a colour': {
    job: { seq: ['bg'] },
    kind: 'bad-input',
    says: /rgb: .* needs a color/,
  },
  'a colour out of range': { job: { seq: ['bg'], rgb: '300,0,0' }, kind: 'bad-input', says: /0 to 255/ },
  'an unknown step': { job: { seq: ['magic'] }, kind: 'bad-input', says: /seq\.0: .*repair/ },
  'text that is named .jpg': {
    job: { file: [text] },
    kind: 'unsupported',
    says: /文件上传类型不支持.*renaming another file does not help/s,
    isSent: true,
  },
  'a file of 30 MB': {
    job: { file: [new Blob([await jpeg.arrayBuffer(), new Uint8Array(30 << 20)])] },
    kind: 'bad-input',
    says: /damaged, empty or too large/,
    isSent: true,
  },
  'a clock that is late': {
    lateByMs: 300_000,
    kind: 'auth',
    says: /300 s behind the vendor's/,
    isSent: true,
  },
  'a clock that is early': { lateByMs: -300_000, kind: 'auth', says: /300 s ahead of/, isSent: true },
  'a malformed token': { token: 'hiliad', kind: 'auth', says: /Check third_code, secret_key/, isSent: true },
  'a wrong third_code': {
    credentials: { ...credentials, third_code: 'nobody' },
    kind: 'auth',
    says: /the clocks agree.*Check third_code/s,
    isSent: true,
  },
  'a wrong secret': {
    credentials: { ...credentials, secret_key: 'hili' },
    kind: 'auth',
    says: /Check third_code, secret_key/,
    isSent: true,
  },
  'no credits left': {
    credits: 0,
    kind: 'quota',
    says: /剩余下载次数为0.*No credits are left/s,
    isSent: true,
  },
  'an unknown mdf': {
    job: { file: undefined, mdf: [unknown] },
    kind: 'not-found',
    says: /图片不存在/,
    isSent: true,
  },
};

it.each(Object.entries(mistakes))(
  'answers %s with a clear error, and nothing is charged',
  async (_, mistake) => {
    const adapter = await openPort();
    const { isSent = false, kind, says, job } = mistake;
    Object.assign(adapter.world.stateOf(stateSlot).channels.get('hiliad') ?? {}, {
      left: mistake.credits ?? 98,
    });
    const error = await connectWith(adapter, mistake)
      .uploads({ ...good, ...job } as Job)
      .catch((caught) => caught);
    expect(error).toMatchObject({ name: 'VendorError', kind });
    expect(`${error.message}\n${error.context.hint ?? ''}`).toMatch(says);
    expect(adapter.world.journal.entries).toHaveLength(isSent ? 1 : 0);
    expect(adapter.world.ledger.entries).toEqual([]);
  },
);

function connectWith(adapter: Adapter, { lateByMs = 0, token, ...wrong }: Mistake): FangtangClient {
  const now = () => adapter.host.now() - lateByMs;
  const authenticate: typeof fangtang.authenticate = (request, given, nowMs) => {
    const right = fangtang.authenticate(request, given, nowMs);
    return token === undefined ? right : { ...right, headers: { token } };
  };
  const vendor = { ...fangtang, authenticate } as typeof fangtang;
  return adapter.connect(vendor, wrong.credentials ?? credentials, { host: { ...adapter.host, now } });
}

const troubles: Readonly<
  Record<string, { effect: FaultEffect; kind: string; says: RegExp; charged: number }>
> = {
  'an HTML page': {
    effect: { response: { status: 200, body: '<h1>Welcome</h1>' } },
    kind: 'protocol',
    says: /not JSON \(text\/html/,
    charged: 0,
  },
  'JSON that is cut off': {
    effect: { response: { status: 200, body: '{"code":200,"data":{"md' } },
    kind: 'protocol',
    says: /not JSON/,
    charged: 0,
  },
  'a broken gateway': {
    effect: { response: { status: 502, body: 'Bad Gateway' } },
    kind: 'unavailable',
    says: /HTTP 502/,
    charged: 0,
  },
  'a reset in the middle of the upload': {
    effect: { connection: 'reset' },
    kind: 'unavailable',
    says: /may have received and charged/,
    charged: 0,
  },
  'a reset after the upload': {
    effect: { connection: 'reset', when: 'after' },
    kind: 'unavailable',
    says: /may have received and charged.*check your balance/,
    charged: 1,
  },
  'an answer that ends half-way': {
    effect: { connection: 'close', when: 'during' },
    kind: 'unavailable',
    says: /may have received and charged/,
    charged: 1,
  },
};

it.each(Object.entries(troubles))('never sends an upload again after %s', async (_, trouble) => {
  const adapter = await openPort();
  adapter.world.faults.add({ vendor: 'fangtang', endpoint: 'uploads', effect: trouble.effect });
  const file = trouble.charged > 0 ? jpeg : new Blob([await jpeg.arrayBuffer(), new Uint8Array(8 << 20)]);
  const error = await clientOf(adapter)
    .uploads({ ...good, file: [file] })
    .catch((caught) => caught);
  expect(error).toMatchObject({ name: 'VendorError', kind: trouble.kind });
  expect(`${error.message}\n${error.context.hint}`).toMatch(trouble.says);
  expect(adapter.world.journal.entries.map(({ endpoint }) => endpoint)).toEqual(['uploads']);
  expect(adapter.world.ledger.cost()).toBe(trouble.charged);
});

it('rides out the same troubles where nothing is charged', async () => {
  const adapter = await openPort();
  const client = clientOf(adapter);
  const ids = await upload(client, { api: 'v2', ...good });
  const ways: FaultEffect[] = [
    { connection: 'reset' },
    { response: { status: 502, body: '' } },
    { error: 'internal' },
  ];
  for (const effect of ways) adapter.world.faults.add({ vendor: 'fangtang', endpoint: 'status', effect });
  adapter.world.faults.add({
    vendor: 'fangtang',
    endpoint: 'download',
    effect: { connection: 'reset', when: 'after' },
  });
  // One trouble more than a call is repeated for by default.
  const patient = adapter.connect(fangtang, credentials, { retry: { times: 3, firstMs: 500 } });
  expect(await finish(patient, 'v2', ids, defaultWait)).toMatchObject([{ progress: 'done' }]);
  expect(adapter.world.ledger.cost()).toBe(1);
});

it('tells the ids when a task never ends, and finds its result later without a charge', async () => {
  const adapter = await openPort();
  const client = clientOf(adapter);
  adapter.world.faults.add({ vendor: 'fangtang', effect: { task: 'never' } });
  const start = adapter.host.now();
  const error = await restore(client, { api: 'v2', ...good }, defaultWait).catch((caught) => caught);
  expect(error).toMatchObject({ kind: 'timeout', charged: 'yes' });
  expect(adapter.host.now() - start).toBeLessThan(601_000);

  const { mdf } = error.context.ids;
  adapter.world.tasks.force(mdf[0], 'done');
  expect(await finish(client, 'v2', mdf, defaultWait)).toMatchObject([{ id: mdf[0], progress: 'done' }]);
  expect(adapter.world.ledger.cost()).toBe(1);
});

it('says that a download is too early, and that a picture is too old', async () => {
  const adapter = await openPort();
  const client = clientOf(adapter);
  const [mdf = ''] = await upload(client, { api: 'v2', ...good });
  const gone = {
    kind: 'not-found',
    context: { hint: expect.stringMatching(/not finished yet, or more than one hour old/) },
  };
  await expect(resultUrl(client, 'v2', mdf)).rejects.toMatchObject(gone);
  adapter.world.clock.advance(3_700_000);
  await expect(resultUrl(client, 'v2', mdf)).rejects.toMatchObject(gone);
  await expect(finish(client, 'v2', [mdf], defaultWait)).rejects.toMatchObject({
    kind: 'not-found',
    context: {
      hint: expect.stringMatching(/deletes everything one hour after upload/),
      ids: { mdf: [mdf] },
    },
  });
  expect(adapter.world.ledger.cost()).toBe(1);
});

const clientOf = (adapter: Adapter, options: Partial<Connection<typeof fangtang>> = {}): FangtangClient =>
  adapter.connect(fangtang, credentials, options);
