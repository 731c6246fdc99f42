import { describe, expect, it } from 'vitest';
import { isDue, isEnabled, isForKey, isForObject } from '../../src/vendors/aliyun-oss/bucket/rule.ts';
import type { OssObject } from '../../src/vendors/aliyun-oss/state.ts';
import { parseXml } from '../../src/vendors/aliyun-oss/xml.ts';

const ruleOf = (content: string) => parseXml(`<Rule>${content}</Rule>`, 'Rule');
const tag = (key: string, value: string) => `<Tag><Key>${key}</Key><Value>${value}</Value></Tag>`;
const not = (content: string) => `<Filter><Not>${content}</Not></Filter>`;
const size = (name: string, bytes: number) => `<Filter><${name}>${bytes}</${name}></Filter>`;

const object = {
  key: 'logs/a.txt',
  size: 10,
  tags: new Map([
    ['kind', 'log'],
    ['empty', ''],
  ]),
} as unknown as OssObject;

describe('a lifecycle rule is for an object', () => {
  it.each([
    ['any prefix', '', true],
    ['an empty prefix', '<Prefix/>', true],
    ['its prefix', '<Prefix>logs/</Prefix>', true],
    ['another prefix', '<Prefix>log/</Prefix>', false],
    ['its tag', tag('kind', 'log'), true],
    ['its tag with another value', tag('kind', 'logs'), false],
    ['a tag that it lacks', tag('other', ''), false],
    ['its tag without a value', '<Tag><Key>empty</Key></Tag>', true],
    ['a tag without a key', '<Tag><Value>log</Value></Tag>', false],
    ['both of its tags', tag('kind', 'log') + tag('empty', ''), true],
    ['one of two tags', tag('kind', 'log') + tag('empty', 'no'), false],
    ['its prefix, but another tag', `<Prefix>logs/</Prefix>${tag('kind', 'no')}`, false],
    ['all but its prefix', not('<Prefix>logs/a</Prefix>'), false],
    ['all but another prefix', not('<Prefix>logs/b</Prefix>'), true],
    ['all but its prefix with its tag', not(`<Prefix>logs/</Prefix>${tag('kind', 'log')}`), false],
    ['all but its prefix with another tag', not(`<Prefix>logs/</Prefix>${tag('kind', 'no')}`), true],
    ['all but what has its tag', not(tag('kind', 'log')), false],
    ['more than 9 bytes', size('ObjectSizeGreaterThan', 9), true],
    ['more than 10 bytes', size('ObjectSizeGreaterThan', 10), false],
    ['less than 10 bytes', size('ObjectSizeLessThan', 10), false],
    ['less than 11 bytes', size('ObjectSizeLessThan', 11), true],
    ['an empty filter', '<Filter/>', true],
  ])('that it chooses by %s: %#', (_, content, expected) => {
    expect(isForObject(ruleOf(content), object)).toBe(expected);
  });

  it('without tags only if it names none', () => {
    const { tags: _, ...plain } = object;
    expect([ruleOf(''), ruleOf(tag('', ''))].map((rule) => isForObject(rule, plain))).toEqual([true, false]);
  });

  it('by its key alone, where there is nothing but a key', () => {
    const rule = ruleOf(`<Prefix>logs/</Prefix>${tag('kind', 'no')}`);
    expect(['logs/b', 'log'].map((key) => isForKey(rule, key))).toEqual([true, false]);
    expect(isForKey(ruleOf(''), 'a')).toBe(true);
  });
});

it.each([
  ['<Status>Enabled</Status>', true],
  ['<Status>Disabled</Status>', false],
  ['', false],
])('applies a rule with %j: %s', (content, expected) => {
  expect(isEnabled(ruleOf(content))).toBe(expected);
});

const at = (time: string) => Date.parse(`2026-01-${time}Z`);
const since = at('01T12:00:00');

it.each([
  ['<Days>2</Days>', since, at('03T11:59:59'), false],
  ['<Days>2</Days>', since, at('03T12:00:00'), true],
  ['<NoncurrentDays>2</NoncurrentDays>', since, at('03T11:59:59'), false],
  ['<NoncurrentDays>2</NoncurrentDays>', since, at('03T12:00:00'), true],
  ['<Days>2</Days><IsAccessTime>false</IsAccessTime>', since, at('04T00:00:00'), true],
  ['<Days>2</Days><IsAccessTime>true</IsAccessTime>', since, at('04T00:00:00'), false],
  ['<CreatedBeforeDate>2026-01-02T00:00:00.000Z</CreatedBeforeDate>', at('01T23:59:59'), since, true],
  ['<CreatedBeforeDate>2026-01-02T00:00:00.000Z</CreatedBeforeDate>', at('02T00:00:00'), since, false],
  ['<Date>2026-01-02T00:00:00.000Z</Date>', since, at('01T23:59:59'), false],
  ['<Date>2026-01-02T00:00:00.000Z</Date>', since, at('02T00:00:00'), true],
  ['<StorageClass>IA</StorageClass>', since, at('30T00:00:00'), false],
])('has an action with %s of what is from %i due at %i: %s', (content, changedAt, now, expected) => {
  expect(isDue(ruleOf(content), { since: changedAt, now })).toBe(expected);
});

it('has no action due that a rule lacks', () => {
  expect(isDue(undefined, { since: 0, now: since })).toBe(false);
});
