import { type CsvRecord, csvLine, csvRecords } from './csv.ts';
import { selectFail } from './errors.ts';
import type { IsWanted } from './meta.ts';
import { checkQuery, type QueryAnswer, type QueryRecord, runQuery } from './run-query.ts';
import type { SelectOptions } from './select-request.ts';
import { type ColumnExpression, columnNumber, columnsIn, columnsOf } from './sql-query.ts';

const maxColumns = 1000;

interface TableRecord extends QueryRecord {
  readonly record: CsvRecord;
}

/** What an empty table has instead of a first record. */
const none: Pick<CsvRecord, 'fields'> = { fields: [] };

/** The answer to a query of a table, as a table. */
export function selectTable(text: string, options: SelectOptions, isWanted: IsWanted): QueryAnswer {
  const { query, input, hasHeader } = options;
  checkTableQuery(options);
  const [first = none] = csvRecords(text, input.table);
  const names = input.table.header === 'use' ? first.fields : [];
  const positions = new Map(columnsOf(query).map((column) => [column, positionOf(column, names)]));
  const { records, rows, failure } = runQuery(recordsOf(text, { options, isWanted, positions }), options);
  const format = { ...options.output, quote: input.table.quote };
  const isUnchanged = format.field === input.table.field;
  const all = records.map(({ record }) =>
    isUnchanged ? record.text + format.record : csvLine(record.fields, format),
  );
  const selected = query.projections.map(({ of }) => columnsIn(of).map((column) => positions.get(column))[0]);
  const lines = rows.map((row) =>
    csvLine(options.keepsAllColumns ? spread(row, selected, first.fields.length) : row, format),
  );
  const titles = query.projections.map(
    ({ alias }, i) => alias ?? names[selected[i] ?? Number.NaN] ?? `_${i + 1}`,
  );
  const ownTitles = input.table.header === 'none' ? [] : first.fields;
  const header = query.projections.length > 0 ? titles : ownTitles;
  const head = hasHeader && header.length > 0 ? [csvLine(header, format)] : [];
  return { text: [...head, ...all, ...lines].join(''), failure };
}

function checkTableQuery(options: SelectOptions): void {
  const { query } = options;
  checkQuery(options);
  if (query.from.length > 0)
    throw selectFail('TableRootNodeOnlySupportInJson', 'Only JSON has a path behind FROM.');
  if (query.projections.some(({ aggregate, of }) => aggregate && of?.kind === 'column'))
    throw selectFail(
      'SqlAggregationOnNonNumericType',
      'A column of a table has to be cast before it is summed up.',
    );
}

/** Where a column is, from 0 on. Names are compared without case. */
function positionOf(column: ColumnExpression, names: readonly string[]): number {
  const { name, steps } = column;
  if (steps.length > 0) throw selectFail('NestedColumnNotSupportInCsv', 'A table has no paths.');
  const number = columnNumber(name);
  if (number !== undefined && (number < 1 || number > maxColumns))
    throw selectFail('SqlInvalidColumnIndex', 'The number of a column is between 1 and 1000.');
  const at = names.findIndex((one) => one.trim().toLowerCase() === name.toLowerCase());
  if (at >= 0) return at;
  if (number === undefined)
    throw selectFail('SqlInvalidColumnName', `The table has no column with the name ${name}.`);
  return number - 1;
}

interface Reading {
  readonly options: SelectOptions;
  readonly isWanted: IsWanted;
  readonly positions: ReadonlyMap<ColumnExpression, number>;
}

function* recordsOf(
  text: string,
  { options: { input }, isWanted, positions }: Reading,
): Generator<TableRecord> {
  let row = -1;
  for (const record of csvRecords(text, input.table)) {
    row++;
    const isHeader = row === 0 && input.table.header !== 'none';
    if (isHeader || !isWanted(row)) continue;
    yield { record, read: (column) => record.fields[positions.get(column) ?? Number.NaN] };
  }
}

/** Values in the places of their columns, with nothing in the others; longer if a column is beyond the width. */
function spread(
  row: readonly unknown[],
  selected: readonly (number | undefined)[],
  width: number,
): readonly unknown[] {
  const values = Array.from({ length: width }, () => '' as unknown);
  row.forEach((value, i) => {
    const at = selected[i];
    if (at !== undefined) values[at] = value;
  });
  return values;
}
