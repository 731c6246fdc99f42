import { existsSync } from 'node:fs';
import { copyFile, open, rename, rm } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { type Charged, isVendorError, type OpenedResult, openResult, type Vendor } from '@api-repack/core';
import type { Call, Operation } from '../operation.ts';
import type { Entry, Journal } from './journal.ts';
import { makeFolder } from './make-folder.ts';
import { fileTypes, openFile } from './parameters.ts';
import type { Picture } from './pictures.ts';
import type { Item } from './run.ts';

/** What one run does to each of its pictures. */
export interface Batch {
  readonly operation: Operation;
  /** Parameters beside the picture. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly out: string;
  /**
   * Keys of what may be paid again, once each: earlier runs left it open whether it was paid, or what they paid for is gone.
   */
  readonly again: Set<string>;
  readonly journal: Journal;
  /** For what costs: only a second Ctrl-C cuts it short. */
  readonly paying: Call;
  /** For the rest, which the next run can do as well. */
  readonly fetching: Call;
}

interface Trouble {
  readonly reason: string;
  readonly hint?: string | undefined;
  /** This machine cannot write, so what others pay for would be lost. */
  readonly isStuck?: boolean;
}

export type Outcome =
  | { readonly state: 'done'; readonly file: string; readonly paid: boolean }
  | { readonly state: 'skipped'; readonly file: string }
  | ({ readonly state: 'failed' | 'doubt' } & Trouble)
  /** Paid for, in this run or before; the next run tries again for nothing. */
  | ({ readonly state: 'unfetched'; readonly paid: boolean } & Trouble);

/** What every other result would meet, too, unlike a name that the disk does not take. */
const stuckCodes = ['ENOSPC', 'EDQUOT', 'EROFS', 'EIO', 'EACCES', 'EPERM', 'EMFILE', 'ENFILE', 'ESTALE'];

/** Never pays for what the journal says is paid. */
export async function processPicture(batch: Batch, item: Item): Promise<Outcome> {
  const { again } = batch;
  const { past } = batch.journal;
  const known = past.latest(item.key);
  if ((known?.state === 'paying' || known?.state === 'doubt') && !again.delete(item.key))
    return { state: 'doubt', reason: inDoubt };
  try {
    const here = known?.state === 'done' && (await resultHere(batch, item, known));
    if (here) return here;
    // A result that was deleted is fetched again, as long as the vendor keeps it.
    if (known?.state === 'paid' || known?.state === 'done')
      return await fetchPaid(batch, item, known.started);
    return await payAndFetch(batch, item);
  } catch (error) {
    const isStuck =
      batch.journal.isBroken || stuckCodes.includes((error as NodeJS.ErrnoException).code ?? '');
    return failed(error, { before: known, after: past.latest(item.key), isStuck });
  }
}

/** A result that is in the folder, if need be copied from the name that the picture had before. */
async function resultHere(
  { out, journal }: Batch,
  { key, picture }: Item,
  { file: last, started }: Entry & { readonly state: 'done' },
): Promise<Outcome | undefined> {
  const isHere = (file: string) => journal.past.owner(file) === key && existsSync(join(out, file));
  const file = picture.stem + extname(last);
  if (isHere(file)) return { state: 'skipped', file };
  if (!isHere(last)) return undefined;
  // The result of another picture is never overwritten for one that is here already.
  if (existsSync(join(out, file))) return { state: 'skipped', file: last };
  await makeFolder(dirname(join(out, file)));
  await copyFile(join(out, last), join(out, file));
  await journal.note({ key, picture: picture.name, state: 'done', file, started });
  return { state: 'done', file, paid: false };
}

async function payAndFetch(batch: Batch, item: Item): Promise<Outcome> {
  const started = await pay(batch, item);
  return { state: 'done', file: await fetchResult(batch, item, started), paid: true };
}

async function fetchPaid(batch: Batch, item: Item, started: object): Promise<Outcome> {
  try {
    return { state: 'done', file: await fetchResult(batch, item, started), paid: false };
  } catch (error) {
    const isGone = isVendorError(error) && error.kind === 'not-found';
    if (!isGone || !batch.again.delete(item.key)) throw error;
    return payAndFetch(batch, item);
  }
}

const inDoubt = 'an earlier run ended while it was being paid: check your balance; --again sends it again';

async function pay({ operation, settings, journal, paying }: Batch, { key, picture }: Item): Promise<object> {
  const about = { key, picture: picture.name };
  const input = { ...settings, ...(await sourceFor(operation, picture)) };
  await journal.note({ ...about, state: 'paying' });
  const started = await operation.start(paying, input).catch(async (error: Error) => {
    const { charged = 'maybe' } = error as { charged?: Charged };
    const isDoubtful = operation.charges && charged !== 'no';
    await journal.note({ ...about, state: isDoubtful ? 'doubt' : 'refused', reason: error.message });
    throw error;
  });
  await journal.note({ ...about, state: 'paid', started }).catch((error: Error) => {
    error.message += `; it is paid, so keep its ids: ${JSON.stringify(started)}`;
    throw error;
  });
  return started;
}

const sourceFor = async (operation: Operation, { path, url }: Picture): Promise<object> =>
  path === undefined ? { image_url: url } : { image_file: await openFile(operation, 'image_file', path) };

/** Complete or not there at all. */
async function fetchResult(
  { operation, out, fetching, journal }: Batch,
  { key, picture }: Item,
  started: object,
): Promise<string> {
  const output = (await operation.finish?.(fetching, started)) ?? started;
  const { image } = output as { image: string };
  const { vendor } = operation;
  const downloaded = await openResult({ vendor, ...fetching.to<Vendor>(vendor) }, image);
  const wanted = picture.stem + extensionOf(downloaded);
  // What another picture became, or what was there before, is not ours to replace.
  const isTaken = existsSync(join(out, wanted)) && journal.past.owner(wanted) !== key;
  const file = isTaken ? `${picture.stem}-${key.slice(0, 6)}${extensionOf(downloaded)}` : wanted;
  const path = join(out, file);
  await makeFolder(dirname(path));
  const partial = await open(`${path}.part`, 'w');
  try {
    for await (const chunk of downloaded.body) await partial.appendFile(chunk);
    await partial.sync();
  } catch (error) {
    await rm(`${path}.part`, { force: true });
    throw error;
  } finally {
    await partial.close();
  }
  await rename(`${path}.part`, path);
  await journal.note({ key, picture: picture.name, state: 'done', file, started });
  return file;
}

function extensionOf({ type, name }: OpenedResult): string {
  const known = Object.entries(fileTypes).find(([, value]) => value === type)?.[0];
  return known ?? /\.\w{1,10}$/.exec(name)?.[0] ?? '.bin';
}

interface Change {
  readonly before: Entry | undefined;
  readonly after: Entry | undefined;
  readonly isStuck: boolean;
}

function failed(error: unknown, { before, after, isStuck }: Change): Outcome {
  const { message: reason } = error as Error;
  if (after?.state === 'doubt') return { state: 'doubt', reason, isStuck };
  const hint = isVendorError(error) ? error.context.hint : undefined;
  const trouble = { reason, hint, isStuck };
  // That it is done could not be noted, so the next run fetches it once more.
  const isPaid = after?.state === 'paid' || (after?.state === 'done' && after !== before);
  if (!isPaid) return { state: 'failed', ...trouble };
  const isPaidNow = !(before && 'started' in before) || before.started !== after.started;
  return { state: 'unfetched', ...trouble, paid: isPaidNow };
}
