import type { Result } from './run.ts';

type State = NonNullable<Result['outcome']>['state'] | 'waiting';

const stateOf = ({ outcome }: Result): State => outcome?.state ?? 'waiting';

const words: Readonly<Record<State, string>> = {
  done: 'done',
  skipped: 'done before',
  failed: 'failed',
  unfetched: 'paid, to be fetched',
  doubt: 'maybe paid',
  waiting: 'not begun',
};

const count = (results: readonly Result[], state: State) =>
  results.filter((result) => stateOf(result) === state).length;

/** One line, to be drawn over the last one. */
export function progressLine(results: readonly Result[], width: number): string {
  const finished = results.length - count(results, 'waiting');
  const failures = finished - count(results, 'done') - count(results, 'skipped');
  const numbers = ` ${finished}/${results.length}${failures > 0 ? `, ${failures} failed` : ''}`;
  const room = Math.max(10, Math.min(40, width - numbers.length - 3));
  const filled = Math.round((finished / results.length) * room);
  return `[${'#'.repeat(filled)}${'-'.repeat(room - filled)}]${numbers}`;
}

/** A row for each picture that needs a look, or for all if they are few; then the sum. */
export function summary(results: readonly Result[], creditsEach: number | undefined): string {
  const isFew = results.length <= 20;
  const rows = results.filter((result) => isFew || !['done', 'skipped'].includes(stateOf(result)));
  const paid = results.filter(({ outcome }) => outcome && 'paid' in outcome && outcome.paid).length;
  const price = creditsEach === undefined ? '' : `, about ${paid * creditsEach} credits paid in this run`;
  const sums = (Object.keys(words) as State[])
    .map((state) => ({ number: count(results, state), word: words[state] }))
    .filter(({ number }) => number > 0)
    .map(({ number, word }) => `${number} ${word}`);
  return `${table(rows.map(rowOf))}${sums.join(', ')}${price}\n`;
}

function rowOf({ item, outcome }: Result): string[] {
  const state = outcome?.state ?? 'waiting';
  if (!outcome) return [item.picture.name, words[state], ''];
  if ('file' in outcome) return [item.picture.name, words[state], outcome.file];
  const hint = 'hint' in outcome && outcome.hint ? ` (${outcome.hint})` : '';
  return [item.picture.name, words[state], outcome.reason + hint];
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
