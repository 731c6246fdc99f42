import { selectFail } from './errors.ts';
import type { TableFormat } from './select-request.ts';

export interface CsvRecord {
  readonly fields: readonly string[];
  /** As it is in the file, without the delimiter. */
  readonly text: string;
  /** Where it begins, in characters. */
  readonly start: number;
}

/** Records of a table, without comments. An empty last line is none. */
export function* csvRecords(text: string, format: TableFormat): Generator<CsvRecord> {
  const { record, comment } = format;
  let at = 0;
  while (at < text.length) {
    if (comment !== '' && text.startsWith(comment, at)) {
      const end = text.indexOf(record, at);
      at = end === -1 ? text.length : end + record.length;
      continue;
    }
    const { fields, end } = readRecord(text, at, format);
    // Files from Windows have a carriage return in front of the delimiter.
    const isWindows = record === '\n' && text.charAt(end - 1) === '\r';
    yield {
      fields: isWindows ? withoutReturn(fields) : fields,
      text: text.slice(at, isWindows ? end - 1 : end),
      start: at,
    };
    at = end + record.length;
  }
}

const withoutReturn = (fields: readonly string[]): readonly string[] =>
  fields.map((field, i) => (i === fields.length - 1 ? field.replace(/\r$/, '') : field));

function readRecord(
  text: string,
  start: number,
  { record, field, quote }: TableFormat,
): { readonly fields: readonly string[]; readonly end: number } {
  const fields: string[] = [];
  let value = '';
  let isQuoted = false;
  for (let at = start; ; at++) {
    const letter = text.charAt(at);
    if (letter === '' && isQuoted) throw invalidLine('A quote is not closed.');
    if (isQuoted) {
      if (letter !== quote) value += letter;
      else if (text.charAt(at + 1) === quote) {
        value += quote;
        at++;
      } else isQuoted = false;
    } else if (letter === quote) isQuoted = true;
    else if (letter === '' || text.startsWith(record, at)) return { fields: [...fields, value], end: at };
    else if (letter === field) {
      fields.push(value);
      value = '';
    } else value += letter;
  }
}

export const invalidLine = (message: string) => selectFail('InvalidCsvLine', message);

/** One line of the answer. A field is quoted where it could be read in another way. */
export function csvLine(
  fields: readonly unknown[],
  { field, record, quote }: Pick<TableFormat, 'field' | 'record' | 'quote'>,
): string {
  const written = fields.map((value) => {
    const text = String(value ?? '');
    const isPlain = ![field, record, quote].some((mark) => text.includes(mark));
    return isPlain ? text : quote + text.replaceAll(quote, quote + quote) + quote;
  });
  return written.join(field) + record;
}
