import type { LeftOut } from './find-pictures.ts';
import type { Result } from './run.ts';

type State = NonNullable<Result['outcome']>['state'] | 'waiting';

const stateOf = ({ outcome }: Result): State => outcome?.state ?? 'waiting';

const words: Readonly<Record<State, string>> = {
  done: 'done',
  skipped: 'done before',
  failed: 'failed',
  unfetched: 'paid, to be fetched',
  expired: 'paid, no longer kept',
  doubtful: 'maybe paid',
  waiting: 'not begun',
};

const isDone = (result: Result): boolean => ['done', 'skipped'].includes(stateOf(result));

/** Whether nothing that was asked for is missing. */
export const isComplete = (results: readonly Result[], leftOut: readonly LeftOut[]): boolean =>
  results.every(isDone) && !leftOut.some(({ isPicture }) => isPicture);

const count = (results: readonly Result[], state: State) =>
  results.filter((result) => stateOf(result) === state).length;

/** One line, to be drawn over the last one. */
export function progressLine(results: readonly Result[], width: number): string {
  const finished = results.length - count(results, 'waiting');
  const failures = finished - results.filter(isDone).length;
  const numbers = ` ${finished}/${results.length}${failures > 0 ? `, ${failures} failed` : ''}`;
  const room = Math.max(10, Math.min(40, width - numbers.length - 3));
  const filled = Math.round((finished / results.length) * room);
  return `[${'#'.repeat(filled)}${'-'.repeat(room - filled)}]${numbers}`;
}

interface Shown {
  readonly leftOut: readonly LeftOut[];
  readonly isQuiet: boolean;
  /** False where the vendor publishes no price. */
  readonly hasPrice: boolean;
}

/** A row for each picture that needs a look, or for all if they are few; then the sum. */
export function summary(results: readonly Result[], { leftOut, isQuiet, hasPrice }: Shown): string {
  const isFew = results.length <= 20 && !isQuiet;
  const rows = [
    ...results.filter((result) => isFew || !isDone(result)).map(rowOf),
    ...leftOut.map(({ name, reason }) => [name, 'left out', reason]),
  ];
  const credits = results.reduce((sum, { outcome }) => sum + creditsIn(outcome), 0);
  const price = hasPrice ? `, about ${credits} credits paid in this run` : '';
  const sums = (Object.keys(words) as State[])
    .map((state) => ({ number: count(results, state), word: words[state] }))
    .concat({ number: leftOut.length, word: 'left out' })
    .filter(({ number }) => number > 0)
    .map(({ number, word }) => `${number} ${word}`);
  return `${table(rows)}${sums.join(', ')}${price}\n`;
}

const creditsIn = (outcome: Result['outcome']): number =>
  outcome && 'credits' in outcome ? (outcome.credits ?? 0) : 0;

function rowOf({ item, outcome }: Result): string[] {
  const state = outcome?.state ?? 'waiting';
  if (!outcome) return [item.picture.name, words[state], ''];
  if ('file' in outcome) return [item.picture.name, words[state], outcome.file];
  const { reason, hint, ids, operation } = outcome;
  const byIds =
    ids &&
    (operation
      ? `or ask ${operation} with ${JSON.stringify(ids)}`
      : `or download ${Object.values(ids).flat().join(' ')}`);
  const next = [hint, byIds].filter(Boolean).join('; ');
  return [item.picture.name, words[state], next ? `${reason} (${next})` : reason];
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = [0, 1].map((column) => Math.max(0, ...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map(([name = '', state = '', note = '']) =>
      `${name.padEnd(widths[0] ?? 0)}  ${state.padEnd(widths[1] ?? 0)}  ${note}`.trimEnd(),
    )
    .map((line) => `${line}\n`)
    .join('');
}

/** For programs: a row for each picture, from source to result. Standard output with `--json`, and the manifest. */
export const manifest = (results: readonly Result[], leftOut: readonly LeftOut[]): object[] => [
  ...results.map(({ item, outcome }) => ({
    source: item.picture.name,
    state: outcome?.state ?? 'waiting',
    ...(outcome && entryOf(outcome)),
  })),
  ...leftOut.map(({ name, reason }) => ({ source: name, state: 'left-out', reason })),
];

function entryOf(outcome: NonNullable<Result['outcome']>): object {
  const { state, ...rest } = outcome;
  if ('file' in rest) return rest;
  const { isFinal, ...failure } = rest;
  return failure;
}
