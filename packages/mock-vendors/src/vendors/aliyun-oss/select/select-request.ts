import { childOf, textOf, type XmlElement } from '../xml.ts';
import { selectFail } from './errors.ts';
import { parseSql } from './sql-parser.ts';
import type { SqlQuery } from './sql-query.ts';

export interface TableFormat {
  readonly record: string;
  readonly field: string;
  readonly quote: string;
  /** Empty for none. */
  readonly comment: string;
  /** `use`: names are read from the first record; `ignore`: it is left out. */
  readonly header: 'none' | 'ignore' | 'use';
}

/** Rows, or splits, from one to another, both inclusive. A negative first one counts from the end. */
export interface SelectRange {
  readonly unit: 'line' | 'split';
  readonly first: number;
  readonly last: number;
}

export interface SelectInput {
  readonly isGzip: boolean;
  readonly table: TableFormat;
  readonly isLines: boolean;
  readonly numbersAsText: boolean;
  readonly range: SelectRange | undefined;
}

export interface SelectOptions {
  readonly query: SqlQuery;
  readonly input: SelectInput;
  readonly output: Pick<TableFormat, 'record' | 'field'>;
  readonly isRaw: boolean;
  readonly keepsAllColumns: boolean;
  readonly hasHeader: boolean;
  readonly skipsPartial: boolean;
  readonly maxSkipped: number;
}

const maxSqlBytes = 16 << 10;

export function selectOptionsOf(root: XmlElement): SelectOptions {
  const output = childOf(root, 'OutputSerialization');
  const options = childOf(root, 'Options');
  const format = output && (childOf(output, 'CSV') ?? childOf(output, 'JSON'));
  const isSet = (element: XmlElement | undefined, name: string) =>
    textOf(element, name)?.toLowerCase() === 'true';
  const isRaw = isSet(output, 'OutputRawData');
  if (isRaw && isSet(output, 'EnablePayloadCrc'))
    throw selectFail(
      'InvalidOSSSelectParameters',
      'Raw data has no checksums: OutputRawData, EnablePayloadCrc.',
    );
  const maxSkipped = textOf(options, 'MaxSkippedRecordsAllowed') || '0';
  if (!/^\d+$/.test(maxSkipped))
    throw selectFail('InvalidMaxSkippedRecordsAllowed', 'MaxSkippedRecordsAllowed is no number.');
  return {
    query: parseSql(sqlIn(root)),
    input: inputOf(root),
    output: {
      record:
        delimiter(format, { name: 'RecordDelimiter', code: 'InvalidOutputRecordDelimiter', max: 2 }) ?? '\n',
      field:
        delimiter(format, { name: 'FieldDelimiter', code: 'InvalidOutputFieldDelimiter', max: 1 }) ?? ',',
    },
    ...{ isRaw, maxSkipped: Number(maxSkipped) },
    keepsAllColumns: isSet(output, 'KeepAllColumns'),
    hasHeader: isSet(output, 'OutputHeader'),
    skipsPartial: isSet(options, 'SkipPartialDataRecord'),
  };
}

function sqlIn(root: XmlElement): string {
  const sql = base64Text(textOf(root, 'Expression') ?? '');
  if (!sql || Buffer.byteLength(sql) > maxSqlBytes)
    throw selectFail('InvalidSqlParameter', 'The query is missing, too long, or not in base64.');
  return sql;
}

export function inputOf(root: XmlElement): SelectInput {
  const input = childOf(root, 'InputSerialization');
  const csv = input && childOf(input, 'CSV');
  const json = input && childOf(input, 'JSON');
  const compression = compressionIn(textOf(input, 'CompressionType') || 'none');
  if (compression === undefined)
    throw selectFail('UnsupportedCompressionFormat', 'The compression is neither NONE nor GZIP.');
  const header = (textOf(csv, 'FileHeaderInfo') || 'none').toLowerCase();
  const of = (name: string, code: string, max = 1) => delimiter(csv, { name, code, max });
  return {
    isGzip: compression === 'gzip',
    table: {
      record: of('RecordDelimiter', 'InvalidInputRecordDelimiter', 2) ?? '\n',
      field: of('FieldDelimiter', 'InvalidInputFieldDelimiter') ?? ',',
      quote: of('QuoteCharacter', 'InvalidInputQuote') ?? '"',
      comment: of('CommentCharacter', 'InvalidCommentCharacter') ?? '',
      header: header === 'use' || header === 'ignore' ? header : 'none',
    },
    isLines: textOf(json, 'Type')?.toUpperCase() === 'LINES',
    numbersAsText: textOf(json, 'ParseJsonNumberAsString')?.toLowerCase() === 'true',
    range: rangeOf(textOf(csv ?? json, 'Range')),
  };
}

/** The Python SDK has it in base64 when it asks for the meta. */
function compressionIn(text: string): 'none' | 'gzip' | undefined {
  const names = [text, base64Text(text) ?? ''].map((name) => name.toLowerCase());
  return names.includes('gzip') ? 'gzip' : names.includes('none') ? 'none' : undefined;
}

interface DelimiterRule {
  readonly name: string;
  readonly code: string;
  readonly max: number;
}

/** Undefined for the default. */
function delimiter(element: XmlElement | undefined, { name, code, max }: DelimiterRule): string | undefined {
  const encoded = textOf(element, name);
  if (!encoded) return undefined;
  const text = base64Text(encoded);
  if (text === undefined || text.length > max)
    throw selectFail(code, `${name} is too long, or not in base64.`);
  return text || undefined;
}

function base64Text(text: string): string | undefined {
  return /^[A-Za-z0-9+/]*={0,2}$/.test(text) ? Buffer.from(text, 'base64').toString() : undefined;
}

function rangeOf(text: string | undefined): SelectRange | undefined {
  if (!text) return undefined;
  const [, of, first = '', last = ''] = /^(line|split)-range=(\d*)-(\d*)$/.exec(text) ?? [];
  const unit = of === 'line' ? 'line' : 'split';
  const end = last === '' ? Number.POSITIVE_INFINITY : Number(last);
  if (first + last === '' || Number(first) > end) throw selectFail('InvalidRange', 'The range is invalid.');
  if (first === '') return { unit, first: -end, last: Number.POSITIVE_INFINITY };
  return { unit, first: Number(first), last: end };
}
