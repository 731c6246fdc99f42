import type { OssFail } from '../failure.ts';
import { Aggregate } from './aggregate.ts';
import { selectFail, UnfitRecord } from './errors.ts';
import type { SelectOptions } from './select-request.ts';
import { evaluate, holds, type ReadColumn } from './sql-evaluate.ts';
import { columnsOf } from './sql-query.ts';

export interface QueryRecord {
  /** Undefined for a column that the record does not have. */
  readonly read: ReadColumn;
}

/** What the query answers: records as they are, selected values of each, or one line of sums. */
export interface QueryResult<Kept extends QueryRecord> {
  /** For `select *`. */
  readonly records: readonly Kept[];
  readonly rows: readonly (readonly unknown[])[];
  /** Why the query ended before the last record, which does not undo what was found. */
  readonly failure: OssFail | undefined;
}

/** The lines that a query answers with. */
export interface QueryAnswer extends Pick<QueryResult<never>, 'failure'> {
  readonly text: string;
}

/** Checks what is wrong with a query whatever it reads. */
export function checkQuery({ query, keepsAllColumns }: SelectOptions): void {
  const kinds = new Set(query.projections.map(({ aggregate }) => aggregate !== undefined));
  if (kinds.size > 1)
    throw selectFail('SqlInvalidMixOfAggregationAndColumn', 'The query selects sums together with columns.');
  if (keepsAllColumns && kinds.has(true))
    throw selectFail('SqlInvalidKeepAllColumnsWithAggregation', 'KeepAllColumns does not go with sums.');
  if (columnsOf(query).some(({ steps }) => steps.some(({ kind }) => kind === 'any')))
    throw selectFail('WildCardNotAllowed', 'Only the path behind FROM has a wildcard.');
}

/** Runs a query over records. The limit counts before sums. */
export function runQuery<Kept extends QueryRecord>(
  all: Iterable<Kept>,
  { query, skipsPartial, maxSkipped }: SelectOptions,
): QueryResult<Kept> {
  const { projections, where, limit = Number.POSITIVE_INFINITY } = query;
  const columns = columnsOf(query);
  const sums = projections.map(({ aggregate }) => aggregate && new Aggregate(aggregate));
  const isSum = sums.some((sum) => sum !== undefined);
  const records: Kept[] = [];
  const rows: unknown[][] = [];
  let [skipped, found] = [0, 0];
  for (const record of all) {
    if (found >= limit) break;
    try {
      if (skipsPartial && columns.some((column) => record.read(column) === undefined))
        throw new UnfitRecord();
      if (where && !holds(where, record.read)) continue;
      const row = projections.map(({ of }) => (of ? evaluate(of, record.read) : undefined));
      if (isSum) for (const [i, value] of row.entries()) sums[i]?.add(value);
      else if (projections.length === 0) records.push(record);
      else rows.push(row);
      found++;
    } catch (error) {
      if (!(error instanceof UnfitRecord)) throw error;
      skipped++;
      if (skipped > maxSkipped) return { records, rows, failure: tooManySkipped(skipped) };
    }
  }
  return { records, rows: isSum ? [sums.map((sum) => sum?.result ?? null)] : rows, failure: undefined };
}

const tooManySkipped = (skipped: number) =>
  selectFail(
    'InvalidCsvLine',
    `${skipped} records do not fit the query, which are more than may be skipped.`,
  );
