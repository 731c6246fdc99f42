import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PaymentRecord } from '@api-repack/core';
import { entriesOf } from '../input.ts';
import { creditsOf, type Operation } from '../operation.ts';
import { Spending } from '../spending.ts';
import { UsageError } from '../usage-error.ts';
import { type BatchOptions, readBatchOptions, settingsOf } from './batch-options.ts';
import type { Connected } from './connection.ts';
import { FolderPayments, type Saved } from './folder-payments.ts';
import { identify } from './identify.ts';
import { expand, type Picture } from './pictures.ts';
import type { Batch } from './process-picture.ts';
import { type Item, type Result, run } from './run.ts';
import type { Command } from './run-command.ts';
import { removeParts } from './save-result.ts';
import { isComplete, manifest, progressLine, summary } from './show.ts';
import type { Terminal } from './terminal.ts';

const interrupted = 130;
const manifestName = 'api-repack.json';

/** A folder of pictures, each processed once, however often the command is started. */
export async function runBatch(command: Command, connected: Connected): Promise<number> {
  const { operation, typed, terminal } = command;
  const options = readBatchOptions(typed);
  const settings = await settingsOf(operation, typed);
  const words = await wordsOf(command);
  const payments = options.isDry
    ? await FolderPayments.openExisting(options.out)
    : await FolderPayments.open(options.out);
  try {
    const isResult = (file: string) => file === manifestName || payments?.owner(file) !== undefined;
    const { pictures, leftOut } = expand(words, { ...options, isResult });
    checkSources(operation, pictures);
    const items = await identify(pictures, { ...command, ...connected, settings });
    const price = creditsOf(operation, settings);
    if (options.isDry || !payments) return dryRun(items, { payments, options, terminal, price, operation });
    await removeParts(options.out, Date.now());
    const batch = batchOf(command, connected, { options, settings, payments, items });
    const results = await run(items, {
      batch,
      parallel: options.parallel,
      onProgress: options.isQuiet ? () => undefined : progress(terminal),
    });
    const rows = `${JSON.stringify(manifest(results, leftOut), null, 2)}\n`;
    await writeManifest(options.out, rows);
    // The progress bar ends without a line break.
    if (terminal.columns !== undefined && !options.isQuiet) terminal.stderr('\n');
    if (options.isJson) terminal.stdout(rows);
    terminal.stderr(summary(results, { leftOut, isQuiet: options.isQuiet, hasPrice: price !== undefined }));
    if (terminal.stop.aborted) return interrupted;
    return isComplete(results, leftOut) ? 0 : 1;
  } finally {
    await payments?.close();
  }
}

interface Parts {
  readonly options: BatchOptions;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly payments: FolderPayments;
  readonly items: readonly Item[];
}

function batchOf(
  { catalogue, operation, terminal }: Command,
  { callWith }: Connected,
  { options, settings, payments, items }: Parts,
): Batch {
  const known = items.map(({ key }) => key).filter((key) => payments.before(key) !== undefined);
  return {
    catalogue,
    operation,
    settings,
    out: options.out,
    payments,
    owner: randomUUID(),
    again: new Set(options.isAgain ? known : []),
    spending: new Spending(options.spendLimit),
    host: terminal.host,
    paying: callWith(terminal.kill),
    fetching: callWith(terminal.stop),
    stop: terminal.stop,
  };
}

/** `-` stands for a list of files, one a line, on standard input. */
async function wordsOf({ typed, terminal }: Command): Promise<string[]> {
  if (!typed.words.includes('-')) return [...typed.words];
  const list = (await terminal.stdin()).split(/\r?\n|\0/).filter((line) => line !== '');
  return typed.words.flatMap((word) => (word === '-' ? list : [word]));
}

function checkSources({ input, name }: Operation, pictures: readonly Picture[]): void {
  const entries = entriesOf(input);
  const stray = pictures.find(({ path }) => !((path === undefined ? 'image_url' : 'image_file') in entries));
  if (!stray) return;
  throw new UsageError(
    stray.path === undefined
      ? `${stray.name}: ${name} takes files only, so download it first`
      : `${stray.name}: ${name} takes public URLs only, so put the file where the vendor can fetch it`,
  );
}

interface DryRun {
  readonly payments: FolderPayments | undefined;
  readonly options: BatchOptions;
  readonly terminal: Terminal;
  readonly operation: Operation;
  /** Credits for each picture. */
  readonly price: number | undefined;
}

function dryRun(items: readonly Item[], { payments, options, terminal, operation, price }: DryRun): number {
  const plans = items.map(({ key, picture }) => {
    return { key, source: picture.name, plan: planFor(payments?.before(key), options) };
  });
  const toPay = new Set(plans.filter(({ plan }) => plan === 'to be paid').map(({ key }) => key)).size;
  if (options.isJson) {
    const pictures = plans.map(({ source, plan }) => ({ source, plan }));
    const credits = price === undefined ? null : toPay * price;
    terminal.stdout(`${JSON.stringify({ pictures, toPay, credits }, null, 2)}\n`);
    return 0;
  }
  for (const { source, plan } of plans) terminal.stdout(`${source}: ${plan}\n`);
  const each =
    price === undefined
      ? ', whose price the vendor does not publish'
      : `, ${toPay * price} credits at ${price} each`;
  const cost = operation.charges ? `to be paid${each}` : 'to be processed, at no charge';
  terminal.stdout(`${toPay} of ${items.length} ${cost}; nothing was sent\n`);
  return 0;
}

function planFor(known: PaymentRecord | undefined, { out, isAgain }: BatchOptions): string {
  if (known?.state === 'done' && existsSync(join(out, (known.output as Saved).file))) return 'done before';
  if (known?.state === 'done' || known?.state === 'paid') return 'paid, to be fetched';
  if (isAgain) return 'to be paid';
  if (known?.state === 'expired') return 'paid, no longer kept by the vendor, left out without --again';
  return known?.state === 'paying' || known?.state === 'doubtful'
    ? 'maybe paid, left out without --again'
    : 'to be paid';
}

/** From source to result, of the last run. */
async function writeManifest(out: string, rows: string): Promise<void> {
  const path = join(out, manifestName);
  try {
    await writeFile(`${path}.part`, rows);
    await rename(`${path}.part`, path);
  } catch {
    // The results are there without it, and the summary says what happened to each.
  }
}

function progress({ columns, stderr }: Terminal): (results: readonly Result[]) => void {
  if (columns !== undefined) return (results) => stderr(`\r${progressLine(results, columns)}`);
  const reported = new Set<Item>();
  return (results) => {
    for (const { item, outcome } of results)
      if (outcome && !reported.has(item)) {
        reported.add(item);
        stderr(`${item.picture.name}: ${outcome.state}\n`);
      }
  };
}
