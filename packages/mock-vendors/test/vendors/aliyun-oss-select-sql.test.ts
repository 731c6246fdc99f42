import { expect, it } from 'vitest';
import { openWith, raw, select } from '../helpers/select.ts';

const letters = 'a,1\nb,2\nc,3\n';

const csv = async (sql: string, content = letters) => select(await openWith(content), 'csv', { sql });

it.each([
  ["_2 = 1 or _1 = 'b'", 'a\nb\n'],
  ['_2 < 2', 'a\n'],
  ['_2 <= 2', 'a\nb\n'],
  ['_2 > 2', 'c\n'],
  ['_2 >= 2', 'b\nc\n'],
  ["_1 > 'a' and _1 < 'c'", 'b\n'],
  ['_2 between 2 and 3', 'b\nc\n'],
  ['_2 + 1 = 3', 'b\n'],
  ['_2 - 1 = 1', 'b\n'],
  ['_2 + -1 = 0', 'a\n'],
  ['_2 / 2 = 1', 'b\n'],
  ['true', 'a\nb\nc\n'],
  ['false', ''],
  ['_3 is null', 'a\nb\nc\n'],
  ['cast(_3 as string) is null', 'a\nb\nc\n'],
  ['cast(_3 as int) is null', 'a\nb\nc\n'],
  [`_2 in (${'9,'.repeat(1023)}2)`, 'b\n'],
])('finds rows where %.60s', async (condition, expected) => {
  expect(await csv(`select _1 from ossobject where ${condition}`)).toBe(expected);
});

it.each([
  ["'Ann'", 'Ann\n'],
  ["'A?n'", 'Ann\n'],
  ["'*na'", 'Anna\n'],
  ["'%n%'", 'Ann\nAnna\n'],
  ["'%%%%%a'", "Anna\nO'Hara\n"],
  ["'O''Hara'", "O'Hara\n"],
  ["'50!%' escape '!'", '50%\n'],
  ["'!5?%' escape '!'", '50%\n505\n'],
  ["'.*'", ''],
])('finds rows like %s', async (pattern, expected) => {
  const sql = `select _1 from ossobject where _1 like ${pattern}`;
  expect(await csv(sql, "Ann\nAnna\nO'Hara\n50%\n505\n")).toBe(expected);
});

it.each([
  ['int', '4.7', '4'],
  ['integer', '-4.7', '-4'],
  ['double', '4.50', '4.5'],
  ['float', '4.50', '4.5'],
  ['decimal', '4.50', '4.5'],
  ['string', '4.50', '4.50'],
  ['varchar', '4.50', '4.50'],
  ['bool', 'TRUE', 'true'],
  ['boolean', 'no', 'false'],
])('casts to %s', async (type, text, expected) => {
  expect(await csv(`select cast(_1 as ${type}) from ossobject`, text)).toBe(`${expected}\n`);
});

it.each([
  ['select _1 from ossobject limit 1 1', 'SqlSyntaxError'],
  ['select _1, * from ossobject', 'SqlInvalidMixOfStarAndColumn'],
  ['select 5 from ossobject', 'SqlSyntaxError'],
  ['select _1 as 5 from ossobject', 'SqlSyntaxError'],
  ['select cast(_1 as day) from ossobject', 'SqlSyntaxError'],
  ["select cast(_1 as timestamp format 'yyyy') from ossobject", 'SqlNotSupportedTimestampFormat'],
  ["select _1 from ossobject limit '5'", 'SqlInvalidLimitValue'],
  ['select _1 from ossobject limit 1.5', 'SqlInvalidLimitValue'],
  ['select _1 from ossobject where _1 not', 'SqlSyntaxError'],
  ['select _1 from ossobject where _1 = ,', 'SqlSyntaxError'],
  ['select _1 from ossobject where _1 like 5', 'SqlInvalidLikeOperand'],
  ["select _1 from ossobject where _1 like 'a' escape", 'SqlSyntaxError'],
  ["select _1 from ossobject where _1 like 'a' escape ''", 'SqlInvalidEscapeChar'],
  ['select * from ossobject..', 'SqlSyntaxError'],
  ['select * from ossobject.', 'SqlSyntaxError'],
  ['select * from ossobject[,]', 'SqlSyntaxError'],
  ['select * from ossobject[contacts]', 'SqlSyntaxError'],
  ['select cast(_1 as timestamp) from ossobject', 'InvalidCsvLine'],
])('refuses %s with %s', async (sql, code) => {
  expect(await csv(sql)).toEqual([400, code]);
});

it('takes a query of 16 KB, and no longer one', async () => {
  const sql = 'select * from ossobject';
  expect(await csv(sql.padEnd(16_384))).toBe(letters);
  expect(await csv(sql.padEnd(16_385))).toEqual([400, 'InvalidSqlParameter']);
});

it('selects the 1000th column, and those whose names are quoted or words of SQL', async () => {
  expect(await csv('select _1000 from ossobject', 'a\n')).toBe('\n');
  const oss = await openWith('Name,cast\nAnn,Zoe\n');
  const input = '<CSV><FileHeaderInfo>Use</FileHeaderInfo></CSV>';
  const output = `${raw}<OutputHeader>true</OutputHeader>`;
  const sql = `select "Name" as "first", cast from ossobject where "Name" = 'Ann'`;
  expect(await select(oss, 'csv', { sql, input, output })).toBe('first,cast\nAnn,Zoe\n');
});

const contacts = {
  contacts: [
    { firstName: 'Ann', age: 30, ok: true, phones: ['1'], home: null },
    { lastName: 'Zoe', age: 'old', ok: false },
  ],
  ages: [{ of: 2 }, { of: 1 }, { of: 3 }],
  home: { x: 1, y: 2 },
  '*': 1,
};

const json = async (sql: string, options = '') =>
  select(await openWith(JSON.stringify(contacts)), 'json', {
    ...{ sql, options },
    input: '<JSON><Type>DOCUMENT</Type></JSON>',
  });

it.each([
  ["select * from ossobject['contacts'][0].age", '{"_1":30}\n'],
  ['select * from ossobject["contacts"][0].age', '{"_1":30}\n'],
  ["select * from ossobject['*']", '{"_1":1}\n'],
  ['select * from ossobject.home.*', '{"_1":1}\n{"_1":2}\n'],
  ['select ossobject.home.x from ossobject', '{"x":1}\n'],
  ['select home.x as "at" from ossobject', '{"at":1}\n'],
  ['select age from ossobject.contacts[0]', '{"age":30}\n'],
  ['select s.home.x, s.phones.length, s.firstName.length from ossobject.contacts[0] s', '{}\n'],
  ['select s.ok from ossobject.contacts[*] s where s.constructor is not null', ''],
  ['select s.age from ossobject.contacts[*] s where s.ok = true', '{"age":30}\n'],
  ["select s.age from ossobject.contacts[*] s where s.ok = 'false'", '{"age":"old"}\n'],
  ["select s.age from ossobject.contacts[*] s where 'true' = s.ok", '{"age":30}\n'],
  ['select sum(age), avg(age) from ossobject.contacts[0]', '{"_1":30,"_2":30}\n'],
  ['select max(of), min(of), avg(of) from ossobject.ages[*]', '{"_1":3,"_2":1,"_3":2}\n'],
  ['select sum(of), avg(of), max(of), min(of) from ossobject.ages[*] where false', '{}\n'],
])('answers the JSON query %s', async (sql, expected) => {
  expect(await json(sql)).toBe(expected);
});

it('skips what cannot be compared or summed up', async () => {
  const skipsOne = '<MaxSkippedRecordsAllowed>1</MaxSkippedRecordsAllowed>';
  const sum = 'select sum(s.age) from ossobject.contacts[*] s';
  expect(await json(sum)).toEqual([400, 'InvalidCsvLine']);
  expect(await json(sum, skipsOne)).toBe('{"_1":30}\n');
  const compared = "select s.age from ossobject.contacts[*] s where s.phones = 'x'";
  expect(await json(compared)).toEqual([400, 'InvalidCsvLine']);
  expect(await json(compared, skipsOne)).toBe('');
});
