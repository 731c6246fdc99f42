import { type BatchOptions, batchReads } from '../../batch-reads.ts';
import { type Client, type Connection, clean } from '../../client.ts';
import { isVendorError, VendorError } from '../../errors.ts';
import { type Progress, poll, type Wait } from '../../poll.ts';
import type { Input, Output } from '../../vendor.ts';
import type * as endpoints from './endpoints.ts';
import type { fangtang } from './vendor.ts';

type FangtangClient = Client<typeof fangtang>;

/** v1 takes one file and a `repair_type`; v2 takes files and ids of earlier uploads, and a `seq`. */
export type Job =
  | ({ readonly api: 'v2' } & Input<typeof endpoints.uploads>)
  | ({ readonly api: 'v1' } & Input<typeof endpoints.photoUpload>);

export type Api = Job['api'];

/** A task as Fangtang last described it. URLs are there only once it is finished; `previewUrl` bears a watermark. */
export interface Task {
  readonly id: string;
  readonly progress: 'processing' | 'done' | 'failed';
  /** Stage number of v2, for example 2008 while it is repairing. */
  readonly stage?: number | undefined;
  readonly text?: string | undefined;
  readonly sourceUrl?: string | undefined;
  readonly previewUrl?: string | undefined;
  readonly iconUrl?: string | undefined;
  /** For example `1080x1366px 146KB`. */
  readonly resultSize?: string | undefined;
}

export interface Restored extends Task {
  readonly url: string;
}

/** Fangtang's own advice is missing. All tasks of v2 share requests, so it is asked often. */
export const defaultWait: Wait = {
  firstMs: 1_000,
  everyMs: 200,
  backoff: 1.05,
  maxEveryMs: 5_000,
  timeoutMs: 600_000,
};

/** v1 takes a request a task; the interval is that of Fangtang's web page. */
export const v1Wait: Wait = { ...defaultWait, everyMs: 500 };

/** Fangtang deletes originals and results one hour after upload. */
export const retentionMs = 3_600_000;

/** Uploads, waits and resolves to the URLs, in the order of the files. Charges once for each file. */
export async function restore(client: FangtangClient, job: Job, wait: Wait): Promise<Restored[]> {
  const ids = await upload(client, job);
  return finish(client, job.api, ids, wait);
}

/** Starts processing and resolves to one id a picture. Charges. Re-processes earlier uploads if the job names their `mdf`. */
export async function upload(client: FangtangClient, { api, ...job }: Job): Promise<string[]> {
  if (api === 'v1') return [(await client.photoUpload(job as Input<typeof endpoints.photoUpload>)).mdf];
  const input = job as Input<typeof endpoints.uploads>;
  const { mdf } = await client.uploads(input);
  const expected = (input.file?.length ?? 0) || (input.mdf?.length ?? 0);
  if (mdf.length === expected) return mdf;
  throw new VendorError('protocol', `${expected} pictures were sent, but ${mdf.length} ids came back`, {
    vendor: 'fangtang',
    endpoint: 'uploads',
    ids: { mdf },
    charged: 'yes',
    hint: 'The ids cannot be matched to the pictures: fetch each result and look',
  });
}

/** Waits for uploads that were made before, then resolves to the URLs. Every error carries the ids. */
export async function finish(
  client: FangtangClient,
  api: Api,
  ids: readonly string[],
  wait: Wait,
): Promise<Restored[]> {
  const { host, signal } = client.connection;
  const where = { vendor: 'fangtang', endpoint: api === 'v2' ? 'status' : 'photoStatus' };
  const read = async () => progressOf(client.connection, await readTasks(client, api, ids));
  const tasks = await poll(read, { host, wait, where, ids: { mdf: ids }, signal });
  try {
    return await Promise.all(
      tasks.map(async (task) => ({ ...task, url: await resultUrl(client, api, task.id) })),
    );
  } catch (error) {
    throw isVendorError(error) ? error.withIds({ mdf: ids }, { charged: 'yes' }) : error;
  }
}

/** Reads tasks once, in the order of the ids. v2 takes many ids, so all who read at the same time share requests. */
export async function readTasks(client: FangtangClient, api: Api, ids: readonly string[]): Promise<Task[]> {
  if (api === 'v1')
    return Promise.all(ids.map(async (mdf) => taskOfV1(mdf, await client.photoStatus({ mdf }))));
  const readRow = sharedReads.get(client) ?? batchReads(batchOptions(client));
  sharedReads.set(client, readRow);
  return Promise.all(ids.map(async (id) => taskOfV2(id, await readRow(id))));
}

type Row = Output<typeof endpoints.status>['mdfs'][number];

const sharedReads = new WeakMap<FangtangClient, (id: string) => Promise<Row | undefined>>();

const batchOptions = (client: FangtangClient): BatchOptions<string, Row> => ({
  readMany: (ids) => readRows(client, ids),
  host: client.connection.host,
  windowMs: 50,
  maxKeys: 50,
});

async function readRows(client: FangtangClient, ids: readonly string[]): Promise<Map<string, Row>> {
  const { mdfs } = await client.status({ mdf: [...ids] });
  return new Map(mdfs.map((row) => [row.mdf, row]));
}

/** In a download-billed channel this charges the first time, and repeats are free. */
export async function resultUrl(client: FangtangClient, api: Api, mdf: string): Promise<string> {
  return (await (api === 'v2' ? client.download({ mdf }) : client.photoDownload({ mdf }))).url;
}

export async function balance(client: FangtangClient): Promise<{ channel: string; left: number }> {
  const { code, nums } = await client.nums({});
  return { channel: code, left: nums };
}

const progressOfCode: Readonly<Record<number, Task['progress']>> = {
  0: 'processing',
  1: 'done',
  2: 'failed',
};

function taskOfV2(id: string, row: Row | undefined): Task {
  if (row === undefined)
    throw new VendorError('not-found', `no picture has the id ${id}`, {
      vendor: 'fangtang',
      endpoint: 'status',
      hint: 'Check the id (mdf); Fangtang deletes everything one hour after upload',
    });
  const progress = progressOfCode[row.code];
  if (progress === undefined) throw unknownState('status', row.code);
  return {
    id,
    progress,
    stage: row.task ?? undefined,
    text: row.state || undefined,
    sourceUrl: row.src_url || undefined,
    previewUrl: row.wmk_url || undefined,
    iconUrl: row.icon_url || undefined,
    resultSize: row.res_size || undefined,
  };
}

/** v1 has no failed state: a failed task answers with an error, or never ends. */
function taskOfV1(id: string, { status, msg }: Output<typeof endpoints.photoStatus>): Task {
  if (status !== 100 && status !== 200) throw unknownState('photoStatus', status);
  return { id, progress: status === 200 ? 'done' : 'processing', text: msg || undefined };
}

function progressOf(connection: Connection, tasks: Task[]): Progress<Task[]> {
  if (tasks.some(({ progress }) => progress === 'processing')) return { done: false };
  const failed = tasks.filter(({ progress }) => progress === 'failed');
  if (failed.length === 0) return { done: true, result: tasks };
  const which = failed.map(({ id, text }) => (text ? `${id} (${clean(connection, text)})` : id)).join(', ');
  throw new VendorError(
    'task-failed',
    `${failed.length} of ${tasks.length} pictures could not be processed: ${which}`,
    {
      vendor: 'fangtang',
      endpoint: 'status',
      // The manual says that a failed upload is free, and nothing about a task that fails later.
      charged: failed.length < tasks.length ? 'yes' : 'maybe',
      hint: 'Try other processing steps or a clearer picture; finished ones can be fetched by their ids',
    },
  );
}

function unknownState(endpoint: string, state: number): VendorError {
  const hint = 'The manual does not list this state; fetch the result later by its id';
  return new VendorError('protocol', `unknown task state ${state}`, {
    vendor: 'fangtang',
    endpoint,
    code: state,
    hint,
  });
}
