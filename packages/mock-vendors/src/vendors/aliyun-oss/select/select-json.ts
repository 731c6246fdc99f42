import { jsonDocuments, jsonLine, nodesAt } from './json-records.ts';
import type { IsWanted } from './meta.ts';
import { checkQuery, type QueryAnswer, type QueryRecord, runQuery } from './run-query.ts';
import type { SelectOptions } from './select-request.ts';
import type { ColumnExpression, Expression, PathStep, Projection, SqlQuery } from './sql-query.ts';

interface JsonRecord extends QueryRecord {
  readonly value: unknown;
}

/** The answer to a query of JSON, as JSON in lines. */
export function selectJson(text: string, options: SelectOptions, isWanted: IsWanted): QueryAnswer {
  const { query, input, output } = options;
  checkQuery(options);
  const documents = jsonDocuments(text, input).filter((_, row) => isWanted(row));
  const all = documents
    .flatMap((document) => nodesAt(document, query.from))
    .map((value): JsonRecord => ({ value, read: (column) => nodesAt(value, pathOf(column, query))[0] }));
  const { records, rows, failure } = runQuery(all, options);
  const keys = query.projections.map(keyOf);
  const lines = [
    ...records.map(({ value }) => jsonLine(value)),
    ...rows.map((row) => JSON.stringify(Object.fromEntries(pairsOf(keys, row)))),
  ];
  return { text: lines.map((line) => line + output.record).join(''), failure };
}

/** A path may begin with the alias of the records, or with `ossobject`. */
function pathOf({ name, steps }: ColumnExpression, { alias }: SqlQuery): readonly PathStep[] {
  return name === (alias ?? 'ossobject') ? steps : [{ kind: 'key', key: name }, ...steps];
}

/** The alias, the last key of a path, or the place among the columns. */
function keyOf({ alias, aggregate, of }: Projection, i: number): string {
  return alias ?? (aggregate ? undefined : lastKeyIn(of)) ?? `_${i + 1}`;
}

function lastKeyIn(of: Expression | undefined): string | undefined {
  if (of?.kind !== 'column') return undefined;
  const last = of.steps.at(-1);
  if (!last) return of.name;
  return last.kind === 'key' ? last.key : undefined;
}

/** Keys that a record does not have are left out. */
const pairsOf = (keys: readonly string[], row: readonly unknown[]): [string, unknown][] =>
  row.flatMap((value, i) => (value === null ? [] : [[keys[i] ?? '', value] as [string, unknown]]));
