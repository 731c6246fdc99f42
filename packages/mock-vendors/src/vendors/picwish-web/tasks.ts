import { picwishWeb } from '@api-repack/core/picwish-web';
import { Fail, type MockHandler } from '../../engine/mock-vendor.ts';
import { Chunks } from '../../http/chunks.ts';
import { render } from '../../world/images.ts';
import { findObject } from '../aliyun-oss/index.ts';
import type { ResultFile } from '../picwish/rendering.ts';
import { publishResult, statusAndFiles } from '../picwish/results.ts';
import { examine, samplePicture } from '../picwish/sources.ts';
import { phaseOf, type TaskStatus } from '../picwish/task-status.ts';
import { account, type PicwishWebCall, undocumented, unknownId } from './call.ts';
import type { WebTask } from './state.ts';
import { type MockWebToolName, mockWebTools } from './tools.ts';

export const createWeb = (name: MockWebToolName): MockHandler =>
  account(async (call) => {
    const { exchange, userId, form, state, settings, now, text } = call;
    const { world } = exchange;
    if (name === 'anonymousScale' && !settings.guests) throw new Fail(picwishWeb.errors.neededLogin);
    for (const [parameter, allows] of Object.entries(mockWebTools[name].parameters))
      if (text(parameter) !== undefined && !allows(text(parameter) ?? ''))
        throw undocumented(400, `${parameter} is invalid`);
    const source = await sourceOf(call, name);
    const failure = 'failure' in source ? source.failure : undefined;
    const id = world.ids.uuid();
    world.tasks.start({
      id,
      vendor: 'picwish-web',
      taskTiming: world.taskTimingOf('picwish-web'),
      fate: failure === undefined ? 'done' : 'failed',
      phaseOf,
      takeDeferredFault: exchange.takeDeferredFault,
    });
    state.tasks.set(id, {
      id,
      tool: name,
      owner: userId,
      source: 'content' in source ? world.blobs.put(source.content) : undefined,
      mask: undefined,
      parameters: Object.fromEntries(form.fields),
      createdAt: now,
      failure,
    });
    exchange.note({ created: [id] });
    return { task_id: id };
  });

async function sourceOf(
  call: PicwishWebCall,
  name: MockWebToolName,
): Promise<{ readonly content: Chunks } | { readonly failure: number }> {
  const { exchange, userId, state, settings, text } = call;
  const { source } = mockWebTools[name];
  if (source === undefined) {
    if (text('prompt') === undefined) throw undocumented(400, 'prompt is required');
    return { content: new Chunks(await samplePicture(text('prompt') ?? '')) };
  }
  const resource = state.resources.get(text(source) ?? '');
  const object = resource && findObject(exchange.world, resource.bucket, resource.key);
  const bytes = object && exchange.world.blobs.get(object.content);
  if (!bytes || resource?.userId !== userId) throw unknownId(settings, 'resource not found');
  return examine(new Chunks(bytes), {});
}

/** Every field is there from the first poll on: some clients stop at one that is missing. */
export const readWeb = (name: MockWebToolName): MockHandler =>
  account(async (call) => {
    const task = find(call, ({ tool }) => tool === name);
    const { render, cleanAs, responseOf } = mockWebTools[name];
    const { status, files } = await statusAndFiles(call.exchange.world, task, { look: 'poll', render });
    const { state, progress } = status;
    if (state < 0 && call.settings.webFailure === 'envelope') throw new Fail(picwishWeb.errors.failed);
    const head = { task_id: task.id, state, progress, image: '' };
    if (state !== 1) return head;
    const shown = cleanAs === undefined ? files : await Promise.all(files.map(preview));
    const urls = await Promise.all(
      shown.map((one, i) => publish(call, one, { task, status, name: suffixed(task.id, i) })),
    );
    return { ...head, ...(responseOf?.(shown, urls) ?? byField(shown, urls)) };
  });

/** The file without a watermark. */
export const readCleanFile = account(async (call) => {
  const { params, world } = call.exchange;
  const task = find(call, ({ tool }) => mockWebTools[tool].cleanAs === params.tool);
  const { render } = mockWebTools[task.tool];
  const { status, files } = await statusAndFiles(world, task, { look: 'glance', render });
  if (status.state !== 1) return { image: '' };
  const isFree = new URLSearchParams(call.exchange.request.url.split('?')[1]).get('pic_quality') === 'free';
  const clean = isFree ? await Promise.all(files.map(small)) : files;
  const quality = isFree ? 'free' : 'hd';
  const urls = await Promise.all(
    clean.map((one, i) => publish(call, one, { task, status, name: suffixed(`${task.id}_${quality}`, i) })),
  );
  return byField(clean, urls);
});

function find(
  { state, settings, now, userId, exchange }: PicwishWebCall,
  isMeant: (task: WebTask) => boolean,
): WebTask {
  const task = state.tasks.get(exchange.params.task_id ?? '');
  const isKept = task && now <= task.createdAt + settings.retentionS * 1_000;
  if (!isKept || !isMeant(task) || task.owner !== userId) throw unknownId(settings, 'task not found');
  return task;
}

async function preview(file: ResultFile): Promise<ResultFile> {
  if (file.field !== 'image') return file;
  const { bytes } = await render(file.bytes, [{ step: 'watermark', text: 'PicWish' }], formatOf(file));
  return { ...file, bytes };
}

async function small(file: ResultFile): Promise<ResultFile> {
  const { bytes } = await render(file.bytes, [{ step: 'thumbnail', size: 640 }], formatOf(file));
  return { ...file, bytes };
}

const formatOf = ({ type }: ResultFile) => ({
  format: type === 'image/png' ? ('png' as const) : ('jpeg' as const),
});

const suffixed = (name: string, i: number) => (i === 0 ? name : `${name}_${i}`);

const byField = (files: readonly ResultFile[], urls: readonly string[]) =>
  Object.fromEntries(files.map(({ field }, i) => [field, urls[i]]));

interface WebResultName {
  readonly task: WebTask;
  readonly status: TaskStatus;
  readonly name: string;
}

function publish(
  { exchange, settings }: PicwishWebCall,
  file: ResultFile,
  { task, status, name }: WebResultName,
): Promise<string> {
  return publishResult(exchange, file, name, {
    taskId: task.id,
    bucket: 'picwishsz',
    folder: task.tool.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
    signedAt: status.endedAt ?? task.createdAt,
    lifetimeS: settings.retentionS,
  });
}
