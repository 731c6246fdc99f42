import { csvRecords } from './csv.ts';
import { jsonDocuments } from './json-records.ts';
import type { SelectInput, SelectRange } from './select-request.ts';

export interface TableMeta {
  readonly splits: number;
  readonly rows: number;
  readonly columns: number;
  /** How many rows are in one split; the last may have fewer. */
  readonly rowsInSplit: number;
}

/** How the service cuts an object is not documented. */
const rowsInSplit = 1000;

export function tableMeta(text: string, kind: 'csv' | 'json', input: SelectInput): TableMeta {
  let [rows, columns] = [0, 0];
  if (kind === 'json') rows = jsonDocuments(text, input).length;
  else
    for (const { fields } of csvRecords(text, input.table)) {
      columns = Math.max(columns, fields.length);
      rows++;
    }
  return { rows, columns, splits: Math.max(1, Math.ceil(rows / rowsInSplit)), rowsInSplit };
}

/** Whether a query reads the row; rows count from 0. */
export type IsWanted = (row: number) => boolean;

/** Wants the rows in a range; splits count from 0, too. */
export function inRange({ unit, first, last }: SelectRange, meta: TableMeta): IsWanted {
  const isOfLines = unit === 'line';
  const start = first < 0 ? (isOfLines ? meta.rows : meta.splits) + first : first;
  return (row) => {
    const at = isOfLines ? row : Math.floor(row / meta.rowsInSplit);
    return at >= start && at <= last;
  };
}
