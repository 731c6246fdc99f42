import { createHash } from 'node:crypto';
import type { ScenarioContext } from '../../src/audit/index.ts';
import { photo } from './photo.ts';

/** What a client does differently from the correct one. */
export type Mistake = Partial<typeof steps>;

export interface Client extends Pick<ScenarioContext, 'clock' | 'signal' | 'storage'> {
  readonly origin: string;
  readonly thirdCode: string;
  readonly secretKey: string;
  readonly steps: typeof steps;
}

/** Repairs a photo, and is right about money, errors and time. */
export function restore(context: ScenarioContext, mistake: Mistake = {}): Promise<unknown> {
  const { fangtang = {} } = context.credentials;
  const client: Client = {
    ...context,
    origin: context.origins.fangtang ?? '',
    thirdCode: fangtang.third_code ?? '',
    secretKey: fangtang.secret_key ?? '',
    steps: { ...steps, ...mistake },
  };
  return client.steps.run(client);
}

/** The vendor has answered, and says no. */
export class Refused extends Error {
  readonly canWait: boolean;

  constructor(message: string, canWait = false) {
    super(message);
    this.canWait = canWait;
  }
}

/** Asks the vendor to wait. */
export class Busy extends Error {
  readonly waitMs: number;

  constructor(waitMs: number) {
    super('the vendor is busy');
    this.waitMs = waitMs;
  }
}

export interface Row {
  readonly code: number;
  readonly wmk_url: string;
}

const timeoutMs = 1_000;
const maxTries = 4;

const steps = {
  async run(client: Client): Promise<unknown> {
    const mdf = await client.steps.upload(client);
    try {
      await client.steps.waitFor(client, mdf);
      const url = await client.steps.patiently(client, () => client.steps.urlOf(client, mdf));
      return await client.steps.patiently(client, () => client.steps.fetchPicture(client, url));
    } catch (error) {
      throw client.steps.explain(error, mdf);
    }
  },

  /** Costs a credit, so it is sent once. */
  async upload(client: Client): Promise<string> {
    try {
      const { mdf } = (await client.steps.call(client, 'uploads', uploadForm())) as { mdf: string[] };
      if (!/^[0-9a-f]{32}$/.test(mdf[0] ?? '')) throw new Error('the answer has no mdf');
      return mdf[0] as string;
    } catch (error) {
      if (error instanceof Refused || error instanceof Busy) throw error;
      throw client.steps.afterLostUpload(error);
    }
  },

  afterLostUpload: (error: unknown): Error =>
    new Error(`the upload may have been charged (${(error as Error).message}): look before you repeat it`),

  async waitFor(client: Client, mdf: string): Promise<void> {
    for (let polls = 0; polls < 8; polls++) {
      await client.steps.pause(client, 1_000);
      const row = await client.steps.patiently(client, () => client.steps.read(client, mdf));
      if (row.code === 1) return;
      if (row.code === 2) return client.steps.afterFailedTask(client, mdf);
    }
    return client.steps.afterLastPoll(client, mdf);
  },

  afterFailedTask(_client: Client, _mdf: string): void | Promise<void> {
    throw new Refused('the task has failed');
  },

  afterLastPoll(_client: Client, _mdf: string): void | Promise<void> {
    throw new Refused('the task has not ended yet');
  },

  pause: (client: Client, ms: number): Promise<void> => client.clock.sleep(ms),

  async read(client: Client, mdf: string): Promise<Row> {
    const { mdfs } = (await client.steps.call(client, 'status', { mdf, platform: 'pc' })) as { mdfs: Row[] };
    const [row] = mdfs;
    if (row?.code === undefined) throw new Error('the answer has no state');
    return row;
  },

  async urlOf(client: Client, mdf: string): Promise<string> {
    const { url } = (await client.steps.call(client, 'download', { mdf })) as { url: string };
    return new URL(url).href;
  },

  async fetchPicture(client: Client, url: string): Promise<unknown> {
    const response = await fetch(url, { signal: client.steps.limit(client) });
    if (response.status === 429) throw new Busy(Number(response.headers.get('retry-after')) * 1_000);
    const bytes = Buffer.from(await response.arrayBuffer());
    if (!isWholePicture(bytes)) throw new Error(`HTTP ${response.status} without a whole picture`);
    return bytes;
  },

  /** Repeats what costs nothing. */
  async patiently<Result>(client: Client, work: () => Promise<Result>): Promise<Result> {
    for (let tries = 1; ; tries++) {
      try {
        return await work();
      } catch (error) {
        if (tries === maxTries || (error instanceof Refused && !error.canWait)) throw error;
        await client.steps.waitAfter(client, error);
      }
    }
  },

  waitAfter: (client: Client, error: unknown): Promise<void> =>
    client.clock.sleep(error instanceof Busy ? error.waitMs + 200 : 500),

  explain: (error: unknown, mdf: string): Error =>
    new Error(`${(error as Error).message}: paid for, fetch it with mdf ${mdf}`),

  limit: (client: Client): AbortSignal => AbortSignal.any([client.signal, AbortSignal.timeout(timeoutMs)]),

  /** The token is made anew for each call. */
  token(client: Client): string {
    const seconds = Math.floor(client.clock.now() / 1_000);
    return `${createHash('md5').update(`${client.secretKey}${seconds}`).digest('hex')},${seconds}`;
  },

  async call(client: Client, path: string, fields: Fields): Promise<unknown> {
    const body = new FormData();
    for (const [name, value] of Object.entries({ third_code: client.thirdCode, ...fields }))
      body.append(name, value);
    const headers = { token: client.steps.token(client) };
    const response = await fetch(`${client.origin}/api/third/${path}`, {
      method: 'POST',
      headers,
      body,
      signal: client.steps.limit(client),
    });
    if (response.status === 429) throw new Busy(Number(response.headers.get('retry-after')) * 1_000);
    const answer = (await response.json()) as { code?: number; errno?: number; msg?: string; data?: unknown };
    if (answer.code === 9000) throw new Refused(`errno ${answer.errno}: ${answer.msg}`, answer.errno === 500);
    if (answer.code !== 200) throw new Error(`HTTP ${response.status} without an answer`);
    return answer.data;
  },
};

export type Fields = Readonly<Record<string, string | Blob>>;

export const uploadForm = (): Fields => ({
  seq: 'repair',
  type: 'people',
  platform: 'pc',
  file: new File([photo], 'photo.png', { type: 'image/png' }),
});

/** A picture that was cut off has no end. */
export function isWholePicture(bytes: Buffer): boolean {
  const isJpeg =
    bytes.subarray(0, 3).toString('hex') === 'ffd8ff' && bytes.subarray(-2).toString('hex') === 'ffd9';
  const isPng = bytes.subarray(0, 4).toString('hex') === '89504e47' && bytes.includes('IEND');
  return isJpeg || isPng;
}
