import { columnAt, jsonDocuments, jsonLine, nodesAt } from './json-records.ts';
import { isInRange, type TableMeta } from './meta.ts';
import { checkQuery, type QueryRecord, runQuery } from './run-query.ts';
import type { SelectOptions } from './select-request.ts';
import type { ColumnExpression, PathStep, Projection, SqlQuery } from './sql-query.ts';

interface JsonRecord extends QueryRecord {
  readonly value: unknown;
}

/** The answer to a query of JSON, as JSON in lines. */
export function selectJson(text: string, options: SelectOptions, meta: TableMeta | undefined): string {
  const { query, input, output } = options;
  checkQuery(options);
  const documents = jsonDocuments(text, input).filter((_, row) => isInRange(row, input.range, meta));
  const all = documents
    .flatMap((document) => nodesAt(document, query.from))
    .map((value): JsonRecord => ({ value, read: (column) => columnAt(value, pathOf(column, query)) }));
  const { records, rows } = runQuery(all, options);
  const keys = query.projections.map(keyOf);
  const lines = [
    ...records.map(({ value }) => jsonLine(value)),
    ...rows.map((row) => JSON.stringify(Object.fromEntries(pairsOf(keys, row)))),
  ];
  return lines.map((line) => line + output.record).join('');
}

/** A path may begin with the alias of the records, or with `ossobject`. */
function pathOf({ path }: ColumnExpression, { alias }: SqlQuery): readonly PathStep[] {
  const [first, ...rest] = path;
  const isAlias = first && 'key' in first && first.key === (alias ?? 'ossobject');
  return isAlias ? rest : path;
}

/** The alias, the last key of a path, or the place among the columns. */
function keyOf({ alias, aggregate, of }: Projection, i: number): string {
  const last = !aggregate && of?.kind === 'column' ? of.path.at(-1) : undefined;
  return alias ?? (last && 'key' in last ? last.key : `_${i + 1}`);
}

/** Keys that a record does not have are left out. */
const pairsOf = (keys: readonly string[], row: readonly unknown[]): [string, unknown][] =>
  row.flatMap((value, i) => (value === null ? [] : [[keys[i] ?? '', value] as [string, unknown]]));
