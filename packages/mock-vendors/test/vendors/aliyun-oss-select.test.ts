import { crc32, gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import type { Oss } from '../helpers/oss.ts';
import {
  type Asked,
  base64,
  framesIn,
  metaRequestOf,
  openWith,
  raw,
  requestOf,
  select,
  send,
} from '../helpers/select.ts';

const table = ['Name,Age,City', 'Ann,30,Paris', 'Bob,25,"New, York"', 'Cid,,Oslo', 'Dan,41,Paris', ''].join(
  '\n',
);
const people = {
  contacts: [
    { firstName: 'Ann', age: 30, phones: ['1', '2'] },
    { firstName: 'Bob', age: 25, phones: [] },
    { lastName: 'Zoe', age: 'old' },
  ],
};

const used = '<CSV><FileHeaderInfo>Use</FileHeaderInfo></CSV>';

const csv = async (asked: Asked, oss?: Oss) =>
  select(oss ?? (await openWith(table)), 'csv', { input: used, ...asked });

it.each([
  ['select * from ossobject', `${table.slice(table.indexOf('\n') + 1)}`],
  ["select name from ossobject where city = 'Paris'", 'Ann\nDan\n'],
  ['select _1, Age from ossobject where age > 26', 'Ann,30\nDan,41\n'],
  ['select City from ossobject where Age between 20 and 29', '"New, York"\n'],
  ["select Name from ossobject where Name like '%n%' and not (City = 'Oslo') limit 1", 'Ann\n'],
  ["select Name from ossobject where City in ('Oslo', 'Rome') or Age is null", 'Cid\n'],
  ["select Name from ossobject where Age is not null and Name || City = 'AnnParis'", 'Ann\n'],
  ['select Name from ossobject where Age % 2 = 1 and Age * 2 - 10 >= 40', 'Bob\nDan\n'],
  ['select count(*), sum(cast(Age as int)), avg(cast(Age as double)) from ossobject', '4,96,32\n'],
  ['select max(cast(Age as int)), min(cast(Age as int)) from ossobject limit 2', '30,25\n'],
  ["select Name from ossobject where cast(Age as int) != 30 and Name <> 'Dan'", 'Bob\n'],
  [
    "select Name from ossobject where cast('20260102' as timestamp) > cast('2026-01-01' as timestamp)",
    'Ann\nBob\nCid\nDan\n',
  ],
])('answers the table query %s', async (sql, expected) => {
  expect(await csv({ sql })).toBe(expected);
});

it.each([
  ['', 'InvalidSqlParameter'],
  ['select', 'SqlSyntaxError'],
  ['select * from elsewhere', 'SqlSyntaxError'],
  ['select # from ossobject', 'SqlSyntaxError'],
  ['select *, Name from ossobject', 'SqlInvalidMixOfStarAndColumn'],
  ['select count(*), Name from ossobject', 'SqlInvalidMixOfAggregationAndColumn'],
  ['select sum(Age) from ossobject', 'SqlAggregationOnNonNumericType'],
  ['select Other from ossobject', 'SqlInvalidColumnName'],
  ['select _0 from ossobject', 'SqlInvalidColumnIndex'],
  ['select _1001 from ossobject', 'SqlInvalidColumnIndex'],
  ['select Name.a from ossobject', 'NestedColumnNotSupportInCsv'],
  ['select * from ossobject.a', 'TableRootNodeOnlySupportInJson'],
  ['select * from ossobject limit 0', 'SqlInvalidLimitValue'],
  ["select * from ossobject where Name like '%%%%%%'", 'SqlExceedsMaxWildCardCount'],
  ["select * from ossobject where Name like 'a' escape '%'", 'SqlInvalidEscapeChar'],
  ["select * from ossobject where Name like 'a' escape 'xy'", 'SqlOnlyOneEscapeCharIsAllowed'],
  ["select * from ossobject where Name like 'ax' escape 'x'", 'SqlNoCharAfterEscapeChar'],
  [`select * from ossobject where Age in (${'1,'.repeat(1024)}1)`, 'SqlExceedsMaxInCount'],
  ['select Name from ossobject where Name > 5', 'InvalidCsvLine'],
])('refuses %.60s with %s', async (sql, code) => {
  expect(await csv({ sql })).toEqual([400, code]);
});

it.each([
  [{ input: '<CompressionType>ZIP</CompressionType>' }, 'UnsupportedCompressionFormat'],
  [{ input: '<CompressionType>GZIP</CompressionType>' }, 'DecompressFailure'],
  [{ input: `<CSV><FieldDelimiter>${base64('ab')}</FieldDelimiter></CSV>` }, 'InvalidInputFieldDelimiter'],
  [
    { input: `<CSV><RecordDelimiter>${base64('abc')}</RecordDelimiter></CSV>` },
    'InvalidInputRecordDelimiter',
  ],
  [{ input: '<CSV><Range>bytes=0-1</Range></CSV>' }, 'InvalidRange'],
  [{ input: '<CSV><Range>line-range=0-1</Range></CSV>' }, 'SelectCsvMetaUnavailable'],
  [{ output: `${raw}<EnablePayloadCrc>true</EnablePayloadCrc>` }, 'InvalidOSSSelectParameters'],
  [
    { options: '<MaxSkippedRecordsAllowed>many</MaxSkippedRecordsAllowed>' },
    'InvalidMaxSkippedRecordsAllowed',
  ],
])('refuses the request with %o', async (asked, code) => {
  expect(await csv({ sql: 'select * from ossobject', ...asked })).toEqual([400, code]);
});

it('reads and writes with other delimiters, without comments, and from GZIP', async () => {
  const oss = await openWith(gzipSync('#no\na|b\r\n|c\r\n'));
  const marks = `<FieldDelimiter>${base64('|')}</FieldDelimiter><CommentCharacter>${base64('#')}</CommentCharacter>`;
  const input = `<CompressionType>GZIP</CompressionType><CSV>${marks}</CSV>`;
  const output = `${raw}<CSV><FieldDelimiter>${base64(';')}</FieldDelimiter><RecordDelimiter>${base64('!')}</RecordDelimiter></CSV>`;
  expect(await csv({ sql: 'select * from ossobject', input, output }, oss)).toBe('a;b!;c!');
});

it('keeps the places of columns, and writes a header', async () => {
  const output = `${raw}<KeepAllColumns>true</KeepAllColumns>`;
  expect(await csv({ sql: 'select City, Name from ossobject limit 1', output })).toBe('Ann,,Paris\n');
  const header = `${raw}<OutputHeader>true</OutputHeader>`;
  expect(await csv({ sql: 'select City from ossobject limit 1', output: header })).toBe('City\nParis\n');
});

it('skips records that do not fit, as many as it may', async () => {
  const oss = await openWith('a,1\nb\nc,x\nd,4\n');
  const ask = (max: number) =>
    csv(
      {
        sql: 'select _1 from ossobject where _2 > 0',
        input: '<CSV/>',
        options: `<SkipPartialDataRecord>true</SkipPartialDataRecord><MaxSkippedRecordsAllowed>${max}</MaxSkippedRecordsAllowed>`,
      },
      oss,
    );
  expect(await ask(2)).toBe('a\nd\n');
  expect(await ask(1)).toEqual([400, 'InvalidCsvLine']);
});

it('frames its answer, with sums', async () => {
  const oss = await openWith(table);
  const output = '<EnablePayloadCrc>true</EnablePayloadCrc>';
  const body = requestOf({ sql: "select Name from ossobject where Name = 'Ann'", input: used, output });
  const { status, headers, bytes } = await send(oss, 'csv/select', body);
  expect([status, headers['x-oss-select-output-raw']]).toEqual([206, 'false']);
  const [data, end, ...more] = framesIn(bytes);
  expect([data?.type, data?.payload.subarray(8).toString()]).toEqual([8_388_609, 'Ann\n']);
  expect(data?.sum).toBe(crc32(data?.payload ?? ''));
  expect([end?.type, Number(end?.payload.readBigUInt64BE(8)), end?.payload.readUInt32BE(16)]).toEqual([
    8_388_613,
    table.length,
    206,
  ]);
  expect(more).toEqual([]);
});

it('counts rows, columns and splits, and reads a range of them', async () => {
  const oss = await openWith(table);
  const { status, bytes } = await send(
    oss,
    'csv/meta',
    metaRequestOf('Csv', '<CompressionType>Tm9uZQ==</CompressionType>'),
  );
  const [{ type, payload } = { type: 0, payload: Buffer.alloc(0) }] = framesIn(bytes);
  expect([status, type]).toEqual([200, 8_388_614]);
  const [splits, rows, columns] = [
    payload.readUInt32BE(20),
    payload.readBigUInt64BE(24),
    payload.readUInt32BE(32),
  ];
  expect([splits, rows, columns]).toEqual([1, 5n, 3]);
  const input = '<CSV><FileHeaderInfo>Use</FileHeaderInfo><Range>line-range=1-2</Range></CSV>';
  expect(await csv({ sql: 'select Name from ossobject', input }, oss)).toBe('Ann\nBob\n');
  const fromEnd = input.replace('1-2', '-1');
  expect(await csv({ sql: 'select Name from ossobject', input: fromEnd }, oss)).toBe('Dan\n');
});

const json = async (asked: Asked, content: string = JSON.stringify(people)) =>
  select(await openWith(content), 'json', { input: '<JSON><Type>DOCUMENT</Type></JSON>', ...asked });

it.each([
  [
    "select * from ossobject.contacts[*] s where s.firstName = 'Ann'",
    '{"firstName":"Ann","age":30,"phones":["1","2"]}\n',
  ],
  [
    'select s.firstName, s.phones[0] from ossobject.contacts[*] s where s.age is not null',
    '{"firstName":"Ann","_2":"1"}\n{"firstName":"Bob"}\n{}\n',
  ],
  ["select firstName as name from ossobject.contacts[*] where firstName = 'Bob'", '{"name":"Bob"}\n'],
  ['select max(s.age) from ossobject.contacts[0] s', '{"_1":30}\n'],
  ['select * from ossobject.contacts[0].age s where s = 30', '{"_1":30}\n'],
])('answers the JSON query %s', async (sql, expected) => {
  expect(await json({ sql })).toBe(expected);
});

it.each([
  ['select s.phones[*] from ossobject.contacts[*] s', 'WildCardNotAllowed'],
  ['select s.phones[-1] from ossobject.contacts[*] s', 'NegativeRowIndex'],
])('refuses the JSON query %s with %s', async (sql, code) => {
  expect(await json({ sql })).toEqual([400, code]);
});

it('reads JSON in lines, numbers as texts, and no other JSON', async () => {
  const input = '<JSON><Type>LINES</Type><ParseJsonNumberAsString>true</ParseJsonNumberAsString></JSON>';
  const lines = '{"a":1}\n{"a":2}\n';
  expect(await json({ sql: "select a from ossobject where a = '2'", input }, lines)).toBe('{"a":"2"}\n');
  expect(await json({ sql: 'select * from ossobject' }, '{')).toEqual([400, 'InvalidJsonData']);
});
