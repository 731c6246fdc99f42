import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { Arguments } from '../arguments.ts';
import { entriesOf, isStreamed, parseInput } from '../input.ts';
import { type Call, creditsOf, type Operation } from '../operation.ts';
import { Upload } from '../upload.ts';
import { UsageError } from '../usage-error.ts';
import { type Entry, Journal, type Past } from './journal.ts';
import { flagFor, givenBy, sourceParameters } from './parameters.ts';
import { contentOf, expand, hash, type Picture } from './pictures.ts';
import { type Item, type Result, run } from './run.ts';
import type { Command } from './run-command.ts';
import { progressLine, summary } from './show.ts';
import type { Terminal } from './terminal.ts';

const interrupted = 130;

/** A folder of pictures, each processed once, however often the command is started. */
export async function runBatch(command: Command, callWith: (signal: AbortSignal) => Call): Promise<number> {
  const { operation, typed, terminal } = command;
  const { out, parallel } = placeOf(typed);
  const settings = await settingsOf(operation, typed);
  const pictures = await expand(typed.words, out);
  checkSources(operation, pictures);
  const items = await identify(command, pictures, settings);
  if (typed.flags.has('dry-run'))
    return dryRun(items, { operation, out, terminal, again: typed.flags.has('again') });
  const journal = await Journal.open(out, (text) => terminal.stderr(`${text}\n`));
  try {
    const batch = {
      operation,
      settings,
      out,
      journal,
      again: new Set(typed.flags.has('again') ? keysIn(items, journal.past) : []),
      paying: callWith(terminal.kill),
      fetching: callWith(terminal.stop),
    };
    const results = await run(items, {
      batch,
      parallel,
      stop: terminal.stop,
      onProgress: progress(terminal),
    });
    // The progress bar ends without a line break.
    if (terminal.columns !== undefined) terminal.stderr('\n');
    terminal.stderr(summary(results, creditsOf(operation, settings)));
    if (terminal.stop.aborted) return interrupted;
    return results.every(({ outcome }) => outcome?.state === 'done' || outcome?.state === 'skipped') ? 0 : 1;
  } finally {
    await journal.close();
  }
}

const keysIn = (items: readonly Item[], past: Past): string[] =>
  items.map(({ key }) => key).filter((key) => past.latest(key) !== undefined);

function placeOf({ flags }: Arguments): { out: string; parallel: number } {
  const out = flags.get('out')?.at(-1);
  if (typeof out !== 'string') throw new UsageError('--out: name the folder for the results');
  const parallel = Number(flags.get('parallel')?.at(-1) ?? 4);
  if (!Number.isInteger(parallel) || parallel < 1 || parallel > 100)
    throw new UsageError('--parallel: use a whole number from 1 to 100');
  return { out, parallel };
}

/** Checked with a picture of nothing, so that a typo is told before anything is paid. */
async function settingsOf(operation: Operation, typed: Arguments): Promise<Record<string, unknown>> {
  const source = sourceParameters.map(flagFor).find((flag) => typed.flags.has(flag));
  if (source) throw new UsageError(`--${source}: name the pictures without a flag`);
  const given = await givenBy(operation, typed);
  const [name, placeholder] = placeholderFor(operation);
  const { [name]: _, ...settings } = parseInput(
    operation.input,
    new Map([...given, [name, [placeholder]]]),
  ) as Record<string, unknown>;
  return settings;
}

function placeholderFor({ input }: Operation): [name: string, value: unknown] {
  if (!('image_file' in entriesOf(input))) return ['image_url', 'https://example.com/picture.jpg'];
  const file = { name: 'picture.jpg', type: 'image/jpeg' };
  if (!isStreamed(input, 'image_file')) return ['image_file', new File(['picture'], file.name)];
  return ['image_file', new Upload({ ...file, stream: Readable.from([]), end: Promise.resolve() })];
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

async function identify(
  { catalogue, operation, typed }: Command,
  pictures: readonly Picture[],
  settings: object,
): Promise<Item[]> {
  const items: Item[] = [];
  const chosen = await withoutFiles(settings);
  // One after the other: thousands of files must not be open at once.
  for (const picture of pictures) {
    const content = await contentOf(picture).catch((error: Error) => {
      throw new UsageError(`${picture.name}: cannot be read: ${error.message}`);
    });
    // What a mock vendor made is not done.
    const at = typed.flags.has('mock') ? 'mock' : catalogue.name;
    const what = [at, operation.name, chosen, content];
    items.push({ key: hash(JSON.stringify(what)), picture });
  }
  return items;
}

/** Files, such as a mask, by their content: as JSON they would all be the same. */
async function withoutFiles(settings: object): Promise<object> {
  const entries = Object.entries(settings).map(async ([name, value]) => [
    name,
    value instanceof Blob ? hash(new Uint8Array(await value.arrayBuffer())) : value,
  ]);
  return Object.fromEntries(await Promise.all(entries));
}

interface DryRun {
  readonly operation: Operation;
  readonly out: string;
  readonly terminal: Terminal;
  readonly again: boolean;
}

async function dryRun(items: readonly Item[], { operation, out, terminal, again }: DryRun): Promise<number> {
  const past = await Journal.read(out);
  const plans = items.map(({ key, picture }) => ({
    key,
    picture,
    plan: planFor(past.latest(key), out, again),
  }));
  for (const { picture, plan } of plans) terminal.stdout(`${picture.name}: ${plan}\n`);
  const toPay = new Set(plans.filter(({ plan }) => plan === 'to be paid').map(({ key }) => key)).size;
  const { charges } = operation;
  const credits = creditsOf(operation);
  const each =
    credits === undefined
      ? ', whose price the vendor does not publish'
      : `, ${toPay * credits} credits at ${credits} each`;
  terminal.stdout(
    `${toPay} of ${items.length} ${charges ? `to be paid${each}` : 'to be processed, for nothing'}; nothing was sent\n`,
  );
  return 0;
}

function planFor(known: Entry | undefined, out: string, again: boolean): string {
  if (known?.state === 'done' && existsSync(join(out, known.file))) return 'done before';
  if (known?.state === 'done' || known?.state === 'paid') return 'paid, to be fetched';
  return (known?.state === 'paying' || known?.state === 'doubt') && !again
    ? 'maybe paid, left out without --again'
    : 'to be paid';
}

function progress({ columns, stderr }: Terminal): (results: readonly Result[]) => void {
  if (columns !== undefined) return (results) => stderr(`\r${progressLine(results, columns)}`);
  const told = new Set<Item>();
  return (results) => {
    for (const { item, outcome } of results)
      if (outcome && !told.has(item)) {
        told.add(item);
        stderr(`${item.picture.name}: ${outcome.state}\n`);
      }
  };
}
