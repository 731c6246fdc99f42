import {
  type Api,
  defaultWait,
  finish,
  retentionMs,
  type Task,
  upload,
  v1Wait,
} from '@api-repack/core/fangtang';
import {
  allOf,
  fingerprint,
  nameOf,
  type Output,
  readFile,
  type Source,
  toOutput,
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
export function submit(
  item: FangtangItem,
  { settings, sources, mdf, position }: Submission,
  use: (submitted: Submitted) => Promise<Output[]>,
): Promise<Output[]> {
  const what = [position, settings, mdf, sources.map((source) => fingerprint(item, source))];
  const send = () =>
    item.send(async () => {
      const files = await Promise.all(sources.map((source) => readFile(item, source)));
      return { mdf: await upload(item.client, jobOf(settings, files, mdf)) };
    });
  return item.once(what, send, ({ at, resume }) =>
    use({
      api: settings.api,
      ids: resume.mdf as string[],
      names: sources.length > 0 ? sources.map((source) => nameOf(item, source)) : mdf,
      expiresAt: new Date(at + retentionMs).toISOString(),
    }),
  );
}

/** Waits, then gives the results in the order of the ids. */
export async function results(item: FangtangItem, submitted: Submitted): Promise<Output[]> {
  const { api, ids, names, expiresAt } = submitted;
  const tasks = await finish(item.client, api, ids, waitOf(item, api === 'v1' ? v1Wait : defaultWait));
  const outputs = tasks.map(({ url, ...task }, index) => {
    const fileName = names[index] ?? task.id;
    const json = { ...describe(task), fileName, expiresAt };
    return toOutput(item, {
      json,
      url,
      name: `${withoutExtension(fileName)}-fangtang`,
      resume: { mdf: ids },
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
