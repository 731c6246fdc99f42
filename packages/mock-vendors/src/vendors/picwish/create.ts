import { picwish, type ToolName } from '@api-repack/core/picwish';
import type { MockResponse } from '../../engine/exchange.ts';
import { Fail, type MockHandler } from '../../engine/mock-vendor.ts';
import { Chunks } from '../../http/chunks.ts';
import { durationOf } from '../../world/tasks.ts';
import { endpoint, type PicwishCall } from './call.ts';
import { callBackLater, routeOf } from './callback.ts';
import { charge } from './credits.ts';
import { forgetExpired, taskData } from './read.ts';
import { examine, examineUrl, type TaskSource } from './sources.ts';
import type { PicwishTask } from './state.ts';
import { phaseOf } from './task-status.ts';
import type { MockTool } from './tool.ts';
import { mockTools } from './tools.ts';

const badInput = (reason: string) => new Fail(picwish.errors.badInput, reason);

/** Takes parameters and picture, charges and starts. A picture that is no good makes the task fail, and is free. */
export const create = (name: ToolName): MockHandler =>
  endpoint(async (call) => {
    const tool = mockTools[name];
    checkParameters(call, tool);
    const source = await sourceOf(call, tool);
    const mask = await maskOf(call, tool);
    forgetExpired(call);
    const task = start(call, name, { source, mask });
    const { remaining } = call.key;
    call.exchange.note({
      created: [task.id],
      charged: task.credits,
      balance: { before: remaining + task.credits, after: remaining },
    });
    if (call.text('sync') !== '1') return { task_id: task.id };
    return finished(call, task);
  });

function checkParameters({ text, form, settings }: PicwishCall, tool: MockTool): void {
  const isGiven = (name: string) =>
    text(name) !== undefined || form.files.some(({ field }) => field === name);
  for (const [name, allows] of Object.entries(tool.parameters))
    if (text(name) !== undefined && !allows(text(name) ?? '')) throw badInput(`${name} is invalid`);
  for (const names of tool.needs ?? []) {
    const count = names.filter(isGiven).length;
    if (count === 0 || (count > 1 && !tool.fileWins))
      throw badInput(`one of ${names.join(', ')} is required`);
  }
  if ((tool.atMostOneOf ?? []).filter(isGiven).length > 1)
    throw badInput(`only one of ${tool.atMostOneOf?.join(', ')} is allowed`);
  const refusal = tool.refusal?.(text, settings);
  if (refusal !== undefined) throw badInput(refusal);
  if (text('sync') === '1' && tool.asyncOnly) throw badInput('sync is not supported');
  if (text('return_type') === '3' && text('sync') !== '1') throw badInput('return_type 3 needs sync 1');
}

/** `image_base64` and `file` for any tool are in no manual, but older clients use them. */
async function sourceOf(call: PicwishCall, tool: MockTool): Promise<TaskSource> {
  const { exchange, text, form } = call;
  const file = form.files.find(({ field }) => field === 'image_file' || field === 'file');
  const url = text('image_url') ?? text('url');
  const base64 = text('image_base64');
  const earlier = tool.reuses ? text('last_id') : undefined;
  const count = [file, url, base64, earlier].filter((given) => given !== undefined).length;
  if (count === 0) throw badInput('image_url or image_file is required');
  if (count > 1 && !tool.fileWins) throw badInput('only one of image_url and image_file is allowed');
  if (file?.truncated) throw new Fail(picwish.errors.tooLarge);
  if (file) return examine(file.content, tool);
  if (base64 !== undefined) return examine(new Chunks(Buffer.from(base64, 'base64')), tool);
  if (url !== undefined) return examineUrl(url, routeOf(call), tool);
  const kept = exchange.world.blobs.get(earlier ?? '');
  if (!kept) throw badInput('last_id is unknown');
  return examine(new Chunks(kept), tool);
}

async function maskOf(call: PicwishCall, tool: MockTool): Promise<TaskSource | undefined> {
  const { text, form } = call;
  if (!tool.takesMask) return undefined;
  const file = form.files.find(({ field }) => field === 'mask_file');
  const url = text('mask_url');
  if (file) return examine(file.content, tool);
  return url === undefined ? undefined : examineUrl(url, routeOf(call), tool);
}

interface Inputs {
  readonly source: TaskSource;
  readonly mask: TaskSource | undefined;
}

function start(call: PicwishCall, tool: ToolName, inputs: Inputs): PicwishTask {
  const { exchange, key, state, text } = call;
  const { world } = exchange;
  const task = record(call, tool, inputs);
  if (task.credits > key.remaining) throw noCredits(call);
  if (task.callbackUrl !== undefined) task.callbackEffect = exchange.takeDeferredFault('callback');
  const taskTiming = world.taskTimingOf('picwish');
  const started = world.tasks.start({
    id: task.id,
    vendor: 'picwish',
    taskTiming: text('sync') === '1' && taskTiming.mode === 'timed' ? { mode: 'immediate' } : taskTiming,
    fate: task.failure === undefined ? 'done' : 'failed',
    phaseOf,
    takeDeferredFault: exchange.takeDeferredFault,
  });
  state.tasks.set(task.id, task);
  charge(call, task, task.credits);
  // Otherwise nobody knows when it will end: then the first poll that sees it ended reports it.
  if (started.taskTiming.mode === 'timed' || started.taskTiming.mode === 'immediate')
    callBackLater(call, task, durationOf(started));
  return task;
}

function record(
  { exchange: { world }, key, now, text, form }: PicwishCall,
  tool: ToolName,
  { source, mask }: Inputs,
): PicwishTask {
  const failure = failureOf(source) ?? (mask && failureOf(mask));
  return {
    id: world.ids.uuid(),
    tool,
    owner: key.account,
    source: 'content' in source ? world.blobs.put(source.content) : undefined,
    mask: mask && 'content' in mask ? world.blobs.put(mask.content) : undefined,
    // The picture itself is kept as a file.
    parameters: Object.fromEntries([...form.fields].filter(([name]) => name !== 'image_base64')),
    createdAt: now,
    credits: 'size' in source && failure === undefined ? mockTools[tool].credits(text, source.size) : 0,
    failure,
    callbackUrl: text('callback_url'),
    refunded: false,
    calledBack: false,
  };
}

const failureOf = (source: TaskSource) => ('failure' in source ? source.failure : undefined);

function noCredits({ settings: { noCreditsStatus } }: PicwishCall): Fail {
  const { noCredits: documented } = picwish.errors;
  const isUsual = noCreditsStatus === documented.code;
  return new Fail(isUsual ? documented : { ...documented, code: noCreditsStatus, status: noCreditsStatus });
}

/** With sync, the answer is the task as it is now; with `return_type` 3, it is the file itself. */
async function finished(call: PicwishCall, task: PicwishTask): Promise<object | MockResponse> {
  const { data, files } = await taskData(call, task, 'glance');
  const [file] = files;
  if (call.text('return_type') !== '3' || !file) return data;
  return {
    status: 200,
    headers: { 'content-type': file.type, 'content-length': String(file.bytes.length) },
    body: file.bytes,
  };
}
