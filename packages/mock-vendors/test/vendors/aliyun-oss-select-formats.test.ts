import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { call, elementOf, openOss } from '../helpers/oss.ts';
import {
  type Asked,
  base64,
  errorOf,
  framesIn,
  metaRequestOf,
  openWith,
  raw,
  requestOf,
  select,
  send,
} from '../helpers/select.ts';

const csv = async (content: string | Buffer, asked: Asked) => select(await openWith(content), 'csv', asked);

const all = 'select * from ossobject';
const comment = `<CSV><CommentCharacter>${base64('#')}</CommentCharacter></CSV>`;
const using = (header: string) => `<CSV><FileHeaderInfo>${header}</FileHeaderInfo></CSV>`;

it.each([
  ['lines of Windows', 'a,b\r\nc\r\n', { sql: all }, 'a,b\nc\n'],
  ['a comment in the last line', 'a\n#b', { sql: all, input: comment }, 'a\n'],
  ['quotes', '"say ""hi""",2\n', { sql: `select _1 from ossobject where _1 = 'say "hi"'` }, '"say ""hi"""\n'],
  ['fields that are missing', 'a\n', { sql: 'select _1, _3 from ossobject' }, 'a,\n'],
  ['no header that is ignored', 'x,y\na,1\n', { sql: all, input: using('Ignore') }, 'a,1\n'],
])('reads %s', async (_, content, asked, expected) => {
  expect(await csv(content, asked)).toBe(expected);
});

const sumsInPlace = {
  sql: 'select count(*) from ossobject',
  output: '<KeepAllColumns>true</KeepAllColumns>',
};
const ignoredName = { sql: 'select x from ossobject', input: using('Ignore') };

it.each([
  ['a quote that is left open', 'a,"b', { sql: all }, 'InvalidCsvLine'],
  ['bytes that are not UTF-8', Buffer.from([0x61, 0xff]), { sql: all }, 'InvalidTextEncoding'],
  ['names of a header that is ignored', 'x\na\n', ignoredName, 'SqlInvalidColumnName'],
  ['sums in the places of columns', 'a\n', sumsInPlace, 'SqlInvalidKeepAllColumnsWithAggregation'],
])('refuses %s', async (_, content, asked, code) => {
  expect(await csv(content, asked)).toEqual([400, code]);
});

it.each([
  ['Use', all, 'x,y\na,1\n'],
  ['Ignore', all, 'x,y\na,1\n'],
  ['None', all, 'x,y\na,1\n'],
  ['Use', 'select y from ossobject', 'y\n1\n'],
  ['Use', 'select y as z from ossobject', 'z\n1\n'],
  ['None', 'select _2 from ossobject limit 1', '_1\ny\n'],
])('writes a header of a file whose header is for %s: %s', async (header, sql, expected) => {
  const output = `${raw}<OutputHeader>true</OutputHeader>`;
  expect(await csv('x,y\na,1\n', { sql, output, input: using(header) })).toBe(expected);
});

it('keeps the places of columns without a header, too', async () => {
  const output = `${raw}<KeepAllColumns>true</KeepAllColumns>`;
  expect(await csv('a,1,x\n', { sql: 'select _2 from ossobject', output })).toBe(',1,\n');
});

it.each([
  ['input', 'RecordDelimiter', 'InvalidInputRecordDelimiter', 2],
  ['input', 'FieldDelimiter', 'InvalidInputFieldDelimiter', 1],
  ['input', 'QuoteCharacter', 'InvalidInputQuote', 1],
  ['input', 'CommentCharacter', 'InvalidCommentCharacter', 1],
  ['output', 'RecordDelimiter', 'InvalidOutputRecordDelimiter', 2],
  ['output', 'FieldDelimiter', 'InvalidOutputFieldDelimiter', 1],
] as const)('takes for the %s no longer %s than documented', async (place, name, code, max) => {
  const oss = await openWith('a\n');
  const ask = (length: number) => {
    const format = `<CSV><${name}>${base64('!'.repeat(length))}</${name}></CSV>`;
    return send(oss, 'csv/select', requestOf({ sql: all, [place]: format }));
  };
  expect((await ask(max)).status).toBe(206);
  expect(errorOf(await ask(max + 1))).toEqual([400, code]);
});

it.each([
  ['line-range=0-0', 'a\n'],
  ['line-range=2-2', '2\n'],
  ['line-range=-1', 'z\n'],
  ['split-range=0-0', '998\n999\n'],
  ['split-range=1-1', 'y\nz\n'],
  ['split-range=-1', 'y\nz\n'],
])('reads %s of 1002 rows', async (range, end) => {
  const oss = await openWith(`a\n${Array.from({ length: 999 }, (_, i) => `${i + 1}\n`).join('')}y\nz\n`);
  await send(oss, 'csv/meta', metaRequestOf('Csv', ''));
  const input = `<CSV><Range>${range}</Range></CSV>`;
  const found = String(await select(oss, 'csv', { sql: all, input }));
  expect(found.slice(-end.length)).toBe(end);
  expect(found.length > end.length).toBe(range === 'split-range=0-0');
});

it('refuses a range that ends before it begins', async () => {
  const input = '<CSV><Range>line-range=2-1</Range></CSV>';
  expect(await csv('a\n', { sql: all, input })).toEqual([400, 'InvalidRange']);
});

const countsIn = (payload: Buffer) => ({
  sizes: [payload.readBigUInt64BE(0), payload.readBigUInt64BE(8)],
  status: payload.readUInt32BE(16),
  splits: payload.readUInt32BE(20),
  rows: payload.readBigUInt64BE(24),
  columns: payload.length > 32 ? payload.readUInt32BE(32) : undefined,
});

const lines = '<JSON><Type>LINES</Type></JSON>';

it.each([
  ['Csv', '', '', 8_388_614, { splits: 1, rows: 0n, columns: 0 }],
  ['Csv', '', 'a\n'.repeat(1001), 8_388_614, { splits: 2, rows: 1001n, columns: 1 }],
  ['Json', lines, '{}\n{}\n', 8_388_615, { splits: 1, rows: 2n, columns: undefined }],
] as const)('counts %s%s', async (kind, input, content, type, counts) => {
  const oss = await openWith(content);
  const process = `${kind.toLowerCase()}/meta`;
  const { status, headers, bytes } = await send(oss, process, metaRequestOf(kind, input));
  expect([status, headers['content-type']]).toEqual([200, 'application/octet-stream']);
  const [frame] = framesIn(bytes);
  const size = BigInt(content.length);
  expect(frame?.type).toBe(type);
  expect(countsIn(frame?.payload ?? bytes)).toEqual({ sizes: [size, size], status: 200, ...counts });
});

it.each([
  ['Csv', '<CompressionType>GZIP</CompressionType>', gzipSync('a\n'), 'UnsupportedCompressionFormat'],
  ['Json', '<JSON><Type>DOCUMENT</Type></JSON>', '{}', 'InvalidJsonData'],
] as const)('does not count %s%s', async (kind, input, content, code) => {
  const oss = await openWith(content);
  const answer = await send(oss, `${kind.toLowerCase()}/meta`, metaRequestOf(kind, input));
  expect(errorOf(answer)).toEqual([400, code]);
});

it.each([
  [0, []],
  [1 << 20, [1 << 20]],
  [(1 << 20) + 1, [1 << 20, 1]],
])('frames %i bytes in pieces', async (size, pieces) => {
  const oss = await openWith(`{"a":"${'x'.repeat(Math.max(0, size - '{"a":""}!'.length))}"}`);
  const sql = `${all} where ${size > 0}`;
  const { headers, bytes } = await send(oss, 'json/select', requestOf({ sql, input: '<JSON/>' }));
  expect(headers['content-type']).toBe('application/octet-stream');
  const frames = framesIn(bytes);
  expect(frames.pop()?.type).toBe(8_388_613);
  expect(frames.map(({ payload }) => payload.length - 8)).toEqual(pieces);
});

it.each([
  ['rows', 'select _1 from ossobject where _2 > 0', 'a\n'],
  ['sums', 'select sum(cast(_2 as int)) from ossobject', ''],
])('sends the %s up to one that does not fit, and then the error', async (_, sql, expected) => {
  const oss = await openWith('a,1\nb,x\nc,3\n');
  const { status, bytes } = await send(oss, 'csv/select', requestOf({ sql }));
  const frames = framesIn(bytes);
  const end = frames.pop()?.payload ?? bytes;
  const data = frames.map(({ payload }) => payload.subarray(8).toString());
  expect([status, data.join('')]).toEqual([206, expected]);
  const [code] = end.subarray(20).toString().split('.');
  expect([end.readUInt32BE(16), code]).toEqual([400, 'InvalidCsvLine']);
});

const delimited = (name: string) => `<CSV><${name}>${base64('abc')}</${name}></CSV>`;

it.each([
  [{ sql: '' }, 'InvalidSqlParameter', '0016-00000823'],
  [{ sql: all, input: '<CompressionType>GZIP</CompressionType>' }, 'DecompressFailure', '0016-00000814'],
  [
    { sql: all, input: '<CompressionType>abc</CompressionType>' },
    'UnsupportedCompressionFormat',
    '0016-00000826',
  ],
  [{ sql: all, input: delimited('RecordDelimiter') }, 'InvalidInputRecordDelimiter', '0016-00000829'],
  [{ sql: all, input: delimited('CommentCharacter') }, 'InvalidCommentCharacter', '0016-00000831'],
  [
    { sql: all, options: '<MaxSkippedRecordsAllowed>abc</MaxSkippedRecordsAllowed>' },
    'InvalidMaxSkippedRecordsAllowed',
    '0016-00000834',
  ],
])('refuses %o with %s and its EC', async (asked, code, ec) => {
  const answer = await send(await openWith('a\n'), 'csv/select', requestOf(asked));
  expect([...errorOf(answer), elementOf(answer.text, 'EC')]).toEqual([400, code, ec]);
});

it('does not query what was dropped', async () => {
  const oss = await openOss({}, 0, { maxBlobBytes: 5 });
  await call(oss, { method: 'PUT', body: 'a,b' });
  await call(oss, { method: 'PUT', path: '/mock-bucket/other', body: 'other' });
  expect(await select(oss, 'csv', { sql: all })).toEqual([500, 'InternalError']);
});
