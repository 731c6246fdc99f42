import { existsSync } from 'node:fs';
import { extname, join } from 'node:path';
import { type Charged, type Host, type Ids, isVendorError, type PayOnce, payOnce } from '@api-repack/core';
import { acceptedIds } from '../accepted-ids.ts';
import { leaseClock } from '../lease-clock.ts';
import { openImage } from '../open-image.ts';
import { type Call, type Catalogue, creditsOf, type Operation } from '../operation.ts';
import type { Spending } from '../spending.ts';
import { untilAllowed } from '../until-allowed.ts';
import { UsageError } from '../usage-error.ts';
import type { FolderPayments, Saved } from './folder-payments.ts';
import { openFile } from './parameters.ts';
import { contentOf, type Picture } from './pictures.ts';
import type { Item } from './run.ts';
import { copyResult, saveResult } from './save-result.ts';

/** What all pictures of a run share. */
export interface Batch {
  readonly catalogue: Catalogue;
  readonly operation: Operation;
  /** Parameters beside the picture. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly out: string;
  readonly payments: FolderPayments;
  /** Unique for this run. */
  readonly owner: string;
  /** Keys that may be paid once more: it is not known whether they were paid, or what they paid for is gone. */
  readonly again: Set<string>;
  readonly spending: Spending;
  readonly host: Pick<Host, 'now' | 'sleep'>;
  /** For calls that cost: only a second Ctrl-C ends them. */
  readonly paying: Call;
  /** For all other calls, which the next run can repeat. */
  readonly fetching: Call;
  readonly stop: AbortSignal;
}

export type Outcome =
  | {
      readonly state: 'done';
      readonly file: string;
      readonly credits: number | undefined;
      readonly ids?: object;
    }
  /** Its result was there before. */
  | { readonly state: 'skipped'; readonly file: string }
  | Failure;

export interface Failure {
  /** `unfetched`: paid for, and the next run fetches it at no charge. `expired`: the vendor has deleted it. */
  readonly state: 'failed' | 'doubtful' | 'unfetched' | 'expired';
  readonly kind: string;
  readonly reason: string;
  readonly hint?: string | undefined;
  readonly charged: Charged;
  readonly ids?: Ids | undefined;
  readonly operation?: string | undefined;
  /** Credits that this run paid for it. */
  readonly credits: number | undefined;
  /** True if every other picture would meet the same error. */
  readonly isFinal: boolean;
}

/** Long enough for a disk that is slow, short enough to wait for after a crash. */
const leaseMs = 10_000;

/** Pays at most once for the key of the item, also across runs. */
export async function processPicture(batch: Batch, item: Item): Promise<Outcome> {
  const { operation, out, payments, owner, again, host, stop } = batch;
  const { key, picture } = item;
  const { vendor, name, resumedBy, keptForMs } = operation;
  let credits: number | undefined;
  let saved: string | undefined;
  // The same for each try: what is stored already is not stored again.
  let source: Promise<object> | undefined;
  try {
    const payment: PayOnce<object, Saved> = {
      key,
      store: payments.store,
      host: leaseClock(host.now),
      owner,
      where: { vendor: vendor.name, endpoint: name, operation: resumedBy },
      keptForMs,
      leaseMs,
      again: again.has(key),
      signal: stop,
      start: async () => {
        source ??= sourceFor(picture);
        const paid = await pay(batch, item, await source);
        credits = creditsOf(operation, batch.settings) ?? 0;
        return paid;
      },
      finish: async (paid) => {
        saved = await fetchResult(batch, item, paid);
        return { file: saved };
      },
      isGone: async ({ file }) => (payments.owner(file) ?? key) !== key || !existsSync(join(out, file)),
    };
    const { output, ids } = await untilAllowed(() => payOnce(payment), { sleep: host.sleep, signal: stop });
    if (saved !== undefined) return { state: 'done', file: saved, credits: credits ?? 0, ids };
    const file = await underItsName(batch, item, output.file);
    return file === undefined ? { state: 'skipped', file: output.file } : { state: 'done', file, credits: 0 };
  } catch (error) {
    const record = await payments.store.get(key).catch(() => undefined);
    const failure = failureOf(error, { credits, isExpired: record?.record.state === 'expired' });
    return { ...failure, ids: acceptedIds(batch.catalogue, operation, failure.ids) };
  }
}

async function pay(batch: Batch, { key, picture, content }: Item, source: object): Promise<object> {
  const { operation, settings, again, paying, spending } = batch;
  if (picture.path !== undefined && (await contentOf(picture)) !== content)
    throw new UsageError('it was changed during the run: start the command again');
  const where = { vendor: operation.vendor.name, endpoint: operation.name };
  const takeBack = spending.reserve(creditsOf(operation, settings), where);
  // Only once a run: if it is doubtful again, the next run decides.
  again.delete(key);
  try {
    return await operation.start(paying, { ...settings, ...source });
  } catch (error) {
    if ((error as { charged?: Charged }).charged === 'no') takeBack();
    throw error;
  }
}

const sourceFor = async ({ path, url }: Picture): Promise<object> =>
  path === undefined ? { image_url: url } : { image_file: await openFile(path) };

async function fetchResult(
  { operation, out, fetching, payments }: Batch,
  { key, picture }: Item,
  ids: object,
): Promise<string> {
  const output = await operation.finish(fetching, ids);
  const { image } = output as { image: string };
  const opened = await openImage(operation, fetching, image);
  return saveResult({ out, payments, key, stem: picture.stem }, opened);
}

/** A picture that was renamed gets its result under its new name. Undefined if there is nothing to do. */
async function underItsName(
  { out, payments }: Batch,
  { key, picture: { stem } }: Item,
  file: string,
): Promise<string | undefined> {
  const wanted = stem + extname(file);
  if (wanted === file || (payments.owner(wanted) === key && existsSync(join(out, wanted)))) return undefined;
  return copyResult({ out, payments, key, stem }, file);
}

/** Errors that every other result would meet, too, unlike a name that the file system refuses. */
const diskCodes = ['ENOSPC', 'EDQUOT', 'EROFS', 'EIO', 'EACCES', 'EPERM', 'EMFILE', 'ENFILE', 'ESTALE'];
const finalKinds = ['auth', 'quota'];

const nextStep: Readonly<Record<Failure['state'], string | undefined>> = {
  failed: undefined,
  doubtful: 'run the command with --again to pay once more',
  unfetched: 'run the command again to fetch it at no charge',
  expired: 'run the command with --again to pay once more',
};

function failureOf(
  error: unknown,
  { credits, isExpired }: { readonly credits: number | undefined; readonly isExpired: boolean },
): Failure {
  const {
    charged = 'maybe',
    ids,
    operation,
    code,
    message,
  } = error as Error & {
    readonly charged?: Charged;
    readonly ids?: Ids;
    readonly operation?: string;
    readonly code?: string;
  };
  const state: Failure['state'] = isExpired ? 'expired' : states[charged];
  const failure = { state, reason: message, charged, ids, operation, credits };
  if (!isVendorError(error)) {
    const isFinal = diskCodes.includes(code ?? '');
    return { ...failure, kind: 'internal', hint: nextStep[state], isFinal };
  }
  const { kind, context, cause } = error;
  const isStoreFailure = (cause as { code?: unknown } | undefined)?.code === 'ERR_SQLITE_ERROR';
  return {
    ...failure,
    kind,
    hint: [context.hint, nextStep[state]].filter(Boolean).join('; '),
    isFinal: isStoreFailure || (charged === 'no' && finalKinds.includes(kind)),
  };
}

const states = { no: 'failed', maybe: 'doubtful', yes: 'unfetched' } as const;
