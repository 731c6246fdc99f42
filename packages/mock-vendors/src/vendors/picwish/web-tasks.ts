import { picwishWeb } from '@api-repack/core/picwish-web';
import { Fail, type Handler } from '../../engine/mock-vendor.ts';
import { Chunks } from '../../http/chunks.ts';
import { render } from '../../world/images.ts';
import { findObject } from '../aliyun-oss/index.ts';
import type { Made } from './making.ts';
import { madeOf, shelve } from './results.ts';
import { examine, type Source, samplePicture } from './sources.ts';
import { phaseOf, standingOf } from './standing.ts';
import type { Task } from './state.ts';
import { account, undocumented, type WebCall } from './web-call.ts';
import { mockWebTools } from './web-tools.ts';

export type WebToolName = keyof typeof mockWebTools;

export const createWeb = (name: WebToolName): Handler =>
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
      pace: world.paceOf('picwish-web'),
      fate: failure === undefined ? 'done' : 'failed',
      phaseOf,
      struck: exchange.struck,
    });
    state.tasks.set(id, {
      id,
      tool: name,
      owner: userId,
      source: 'content' in source ? world.blobs.put(source.content) : undefined,
      mask: undefined,
      parameters: Object.fromEntries(form.fields),
      createdAt: now,
      credits: 0,
      failure,
      callbackUrl: undefined,
      refunded: false,
      calledBack: false,
    });
    exchange.note({ made: [id] });
    return { task_id: id };
  });

async function sourceOf(call: WebCall, name: WebToolName): Promise<Source> {
  const { exchange, userId, state, settings, text } = call;
  const { source } = mockWebTools[name];
  if (source === undefined) {
    if (text('prompt') === undefined) throw undocumented(400, 'prompt is required');
    return {
      content: new Chunks(await samplePicture(text('prompt') ?? '')),
      size: { width: 480, height: 640 },
    };
  }
  const resource = state.resources.get(text(source) ?? '');
  const object = resource && findObject(exchange.world, resource.bucket, resource.key);
  const bytes = object && exchange.world.blobs.get(object.content);
  if (!bytes || resource?.userId !== userId)
    throw undocumented(settings.unknownIdStatus, 'resource not found');
  return examine(new Chunks(bytes), {});
}

/** Every field is there from the first poll on: some clients stop at one that is missing. */
export const readWeb = (name: WebToolName): Handler =>
  account(async (call) => {
    const task = find(call, name);
    const { state, progress, endedAt = 0 } = standingOf(call.exchange.world, task, 'poll');
    if (state < 0 && call.settings.webFailure === 'envelope') throw new Fail(picwishWeb.errors.failed);
    const head = { task_id: task.id, state, progress, image: '' };
    if (state !== 1) return head;
    const { make, cleanAs, answer } = mockWebTools[name];
    const made = await madeOf(call.exchange.world, task, make);
    const shown = cleanAs === undefined ? made : await Promise.all(made.map(preview));
    const urls = shown.map((one, i) => shelved(call, one, { task, endedAt, name: suffixed(task.id, i) }));
    return { ...head, ...(answer?.(shown, urls) ?? byField(shown, urls)) };
  });

/** The file without a watermark. */
export const readCleanFile = account(async (call) => {
  const { params, world } = call.exchange;
  const name = (Object.keys(mockWebTools) as WebToolName[]).find(
    (one) => mockWebTools[one].cleanAs !== undefined && mockWebTools[one].cleanAs === params.tool,
  );
  if (!name) throw undocumented(call.settings.unknownIdStatus, 'tool not found');
  const task = find(call, name);
  const { state, endedAt = 0 } = standingOf(world, task, 'glance');
  if (state !== 1) return { image: '' };
  const isFree = new URLSearchParams(call.exchange.request.url.split('?')[1]).get('pic_quality') === 'free';
  const made = await madeOf(world, task, mockWebTools[name].make);
  const clean = isFree ? await Promise.all(made.map(small)) : made;
  const quality = isFree ? 'free' : 'hd';
  return byField(
    clean,
    clean.map((one, i) => shelved(call, one, { task, endedAt, name: suffixed(`${task.id}_${quality}`, i) })),
  );
});

function find({ state, settings, now, userId, exchange }: WebCall, tool: string): Task {
  const task = state.tasks.get(exchange.params.task_id ?? '');
  const isKept = task && now <= task.createdAt + settings.retentionS * 1_000;
  if (!isKept || task.tool !== tool || task.owner !== userId)
    throw undocumented(settings.unknownIdStatus, 'task not found');
  return task;
}

async function preview(made: Made): Promise<Made> {
  if (made.field !== 'image') return made;
  const { bytes } = await render(made.bytes, [{ step: 'watermark', text: 'PicWish' }], formatOf(made));
  return { ...made, bytes };
}

async function small(made: Made): Promise<Made> {
  const { bytes } = await render(made.bytes, [{ step: 'thumbnail', size: 640 }], formatOf(made));
  return { ...made, bytes };
}

const formatOf = ({ type }: Made) => ({
  format: type === 'image/png' ? ('png' as const) : ('jpeg' as const),
});

const suffixed = (name: string, i: number) => (i === 0 ? name : `${name}_${i}`);

const byField = (made: readonly Made[], urls: readonly string[]) =>
  Object.fromEntries(made.map(({ field }, i) => [field, urls[i]]));

interface Place {
  readonly task: Task;
  readonly endedAt: number;
  readonly name: string;
}

function shelved({ exchange, settings }: WebCall, made: Made, { task, endedAt, name }: Place): string {
  return shelve(exchange, made, name, {
    taskId: task.id,
    bucket: 'picwishsz',
    folder: task.tool.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
    signatureVersion: 'v1',
    signedAt: endedAt,
    lifetimeS: settings.retentionS,
  });
}
