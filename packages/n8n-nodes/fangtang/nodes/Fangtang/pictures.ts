import { quote } from '@api-repack/core';
import {
  type Api,
  defaultWait,
  finish,
  operations,
  type Task,
  upload,
  v1Wait,
} from '@api-repack/core/fangtang';
import {
  allOf,
  describeSource,
  fingerprint,
  nameOf,
  type Output,
  readFile,
  type Source,
  toOutput,
  type Work,
  waitOf,
  withoutExtension,
} from '@api-repack/n8n-kit';
import type { IDataObject } from 'n8n-workflow';
import { type FangtangItem, jobOf, type Settings } from './settings';

/** What one request sends. */
export interface Submission {
  readonly settings: Settings;
  readonly sources: readonly Source[];
  /** Ids of earlier uploads to process again. */
  readonly mdf: readonly string[];
  /** Tells apart the submissions of one item. */
  readonly position: number;
}

/** Pictures that are paid for, in the order of the sources. */
export interface Submitted {
  readonly api: Api;
  readonly ids: readonly string[];
  /** Names of the original files, or the ids of the earlier uploads. */
  readonly names: readonly string[];
  readonly expiresAt: string;
}

/** Pays once, then uses what was submitted. */
function submit(
  item: FangtangItem,
  { settings, sources, mdf, position }: Submission,
  use: (submitted: Submitted) => Promise<Output[]>,
): Promise<Output[]> {
  const names = sources.length > 0 ? sources.map((source) => nameOf(item, source)) : mdf;
  return item.once({
    what: [position, settings, mdf, sources.map((source) => fingerprint(item, source))],
    credits: quote(operations.restore.cost, {}, names.length),
    pay: () =>
      item.send(async () => {
        const files = await Promise.all(sources.map((source) => readFile(item, source)));
        return { api: settings.api, mdf: await upload(item.client, jobOf(settings, files, mdf)) };
      }),
    use: ({ ids, expiresAt }) =>
      use({ api: settings.api, ids: ids.mdf as string[], names, expiresAt: expiresAt ?? '' }),
  });
}

/** The submission as a part of what the item asks for. */
export function workOf(
  item: FangtangItem,
  submission: Submission,
  use: (submitted: Submitted) => Promise<Output[]>,
): Work {
  const [source] = submission.sources;
  const work = () => submit(item, submission, use);
  return source ? Object.assign(work, { source: describeSource(item, source) }) : work;
}

/** Waits, then gives the results in the order of the ids. */
export async function results(item: FangtangItem, submitted: Submitted): Promise<Output[]> {
  const { api, ids, names, expiresAt } = submitted;
  const tasks = await finish(item.client, api, ids, waitOf(item, api === 'v1' ? v1Wait : defaultWait));
  const outputs = tasks.map(({ url, ...task }, index) => {
    const sourceFileName = names[index] ?? task.id;
    return toOutput(item, {
      json: { ...describe(task), sourceFileName, expiresAt },
      url,
      name: `${withoutExtension(sourceFileName)}-fangtang`,
      ids: { api, mdf: ids },
    });
  });
  return allOf(outputs);
}

/** A task as fields of an item. */
export function describe({ id, progress, stage, text, resultSize, ...urls }: Task): IDataObject {
  const { previewUrl, iconUrl, sourceUrl } = urls;
  const all = {
    id,
    state: progress,
    stage,
    stateText: text,
    size: resultSize,
    previewUrl,
    thumbnailUrl: iconUrl,
    sourceUrl,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}
