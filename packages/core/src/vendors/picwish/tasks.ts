import type { Client } from '../../client.ts';
import { isVendorError } from '../../errors.ts';
import type { ByteStream } from '../../http.ts';
import { type Progress, poll, type Wait } from '../../poll.ts';
import { endpointName, type ToolInput } from './endpoints.ts';
import { progressOf, type Reading, type Result } from './progress.ts';
import { type Tool, type ToolName, tools } from './tools.ts';
import type { picwish } from './vendor.ts';

export type PicwishClient = Client<typeof picwish>;

/** PicWish's own advice: once a second. */
export function waitFor(tool: ToolName): Wait {
  const { longestWaitMs = 60_000 }: Tool = tools[tool];
  return { firstMs: 1_000, everyMs: 1_000, backoff: 1, maxEveryMs: 1_000, timeoutMs: longestWaitMs };
}

/** Processes one picture and resolves to its files. Charges. */
export async function processImage<Name extends ToolName>(
  client: PicwishClient,
  tool: Name,
  input: ToolInput<Name>,
  wait: Wait = waitFor(tool),
): Promise<Result> {
  const created = await create(client, tool, input);
  if (!('task_id' in created)) {
    const { body, type } = created;
    return { taskId: undefined, files: [{ field: 'image', body, type }], task: {} };
  }
  // With sync, this already is the finished task.
  const progress = withTaskId(created.task_id, () => progressOf(created, reading(client, 'create', tool)));
  return progress.done ? progress.result : finish(client, tool, created.task_id, wait);
}

/** Starts a task and resolves to its id, with `sync` once it has ended. Charges. */
export async function submit<Name extends ToolName>(
  client: PicwishClient,
  tool: Name,
  input: ToolInput<Name> & { readonly return_type?: 1 | 2 | undefined },
): Promise<string> {
  const created = (await create(client, tool, input)) as TaskCreated;
  return created.task_id;
}

/** Waits for a task that was started before. Every error carries its id. */
export function finish(
  client: PicwishClient,
  tool: ToolName,
  taskId: string,
  wait: Wait = waitFor(tool),
): Promise<Result> {
  const { host, signal } = client.connection;
  const { where } = reading(client, 'read', tool);
  const read = () => readTask(client, tool, taskId);
  return poll(read, { host, wait, where, ids: { task_id: taskId }, signal });
}

/** Reads a task once. */
export async function readTask(
  client: PicwishClient,
  tool: ToolName,
  taskId: string,
): Promise<Progress<Result>> {
  const read = endpointName('read', tool) as 'readScale';
  return progressOf(await client[read]({ task_id: taskId }), reading(client, 'read', tool));
}

export async function balance(client: PicwishClient): Promise<{ left: number; used: number }> {
  const packages = await client.credits({});
  return {
    left: packages.reduce((sum, { remaining_credits }) => sum + remaining_credits, 0),
    used: packages.reduce((sum, { used_credits }) => sum + (used_credits ?? 0), 0),
  };
}

type TaskCreated = { readonly task_id: string };
type Created = TaskCreated | { readonly body: ByteStream; readonly type: string | undefined };

function create(client: PicwishClient, tool: ToolName, input: unknown): Promise<Created> {
  const name = endpointName('create', tool) as 'createScale';
  return client[name](input as ToolInput<'scale'>) as Promise<Created>;
}

function reading(client: PicwishClient, verb: 'create' | 'read', tool: ToolName): Reading {
  const { connection } = client;
  return {
    where: { vendor: connection.vendor.name, endpoint: endpointName(verb, tool) },
    results: tools[tool].results,
    connection,
  };
}

function withTaskId<Value>(taskId: string, work: () => Value): Value {
  try {
    return work();
  } catch (error) {
    throw isVendorError(error) ? error.withIds({ task_id: taskId }, { charged: 'yes' }) : error;
  }
}
