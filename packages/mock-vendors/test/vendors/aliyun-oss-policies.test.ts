import { expect, it } from 'vitest';
import { conditionHolds } from '../../src/vendors/aliyun-oss/policy/condition.ts';
import { evaluate } from '../../src/vendors/aliyun-oss/policy/evaluate.ts';
import { allowing, isPublic, parsePolicy } from '../../src/vendors/aliyun-oss/policy/policy.ts';
import { matches } from '../../src/vendors/aliyun-oss/policy/wildcard.ts';

const noon = '2026-01-01T12:00:00Z';
const later = '2026-01-01T12:00:01Z';

/** Per operator: the value of the request, what is wanted, and whether it holds. */
const conditions: Readonly<
  Record<string, readonly (readonly [string, string | readonly string[], boolean])[]>
> = {
  StringEquals: [
    ['a', 'a', true],
    ['a', 'A', false],
    ['a', ['b', 'a'], true],
    ['a', ['b', 'c'], false],
  ],
  StringNotEquals: [
    ['a', 'a', false],
    ['a', 'b', true],
    ['a', ['b', 'a'], false],
  ],
  StringEqualsIgnoreCase: [
    ['Ab', 'aB', true],
    ['Ab', 'abc', false],
  ],
  StringNotEqualsIgnoreCase: [
    ['Ab', 'aB', false],
    ['Ab', 'abc', true],
  ],
  StringLike: [
    ['img/a.png', 'img/*.p?g', true],
    ['img/a.png', 'img/?', false],
  ],
  StringNotLike: [
    ['img/a.png', 'img/*', false],
    ['img/a.png', 'doc/*', true],
  ],
  NumericEquals: [
    ['10', '10.0', true],
    ['10', '11', false],
  ],
  NumericNotEquals: [
    ['10', '10.0', false],
    ['10', '11', true],
  ],
  NumericLessThan: [
    ['9', '10', true],
    ['10', '10', false],
    ['11', '10', false],
  ],
  NumericLessThanEquals: [
    ['9', '10', true],
    ['10', '10', true],
    ['11', '10', false],
  ],
  NumericGreaterThan: [
    ['9', '10', false],
    ['10', '10', false],
    ['11', '10', true],
  ],
  NumericGreaterThanEquals: [
    ['9', '10', false],
    ['10', '10', true],
    ['11', '10', true],
  ],
  DateEquals: [
    [noon, '2026-01-01T20:00:00+08:00', true],
    [noon, later, false],
  ],
  DateNotEquals: [
    [noon, noon, false],
    [noon, later, true],
  ],
  DateLessThan: [
    [noon, later, true],
    [noon, noon, false],
    [later, noon, false],
  ],
  DateLessThanEquals: [
    [noon, later, true],
    [noon, noon, true],
    [later, noon, false],
  ],
  DateGreaterThan: [
    [noon, later, false],
    [noon, noon, false],
    [later, noon, true],
  ],
  DateGreaterThanEquals: [
    [noon, later, false],
    [noon, noon, true],
    [later, noon, true],
  ],
  Bool: [
    ['true', 'true', true],
    ['true', 'false', false],
  ],
  IpAddress: [
    ['10.1.2.3', '10.1.2.3', true],
    ['10.1.2.4', '10.1.2.3', false],
    ['10.1.2.4', '10.1.0.0/16', true],
    ['10.2.2.4', '10.1.0.0/16', false],
    ['fd00::1', 'fd00::1', true],
    ['fd00::2', 'fd00::1', false],
    ['fd00::2', 'fd00::/64', true],
    ['nowhere', '0.0.0.0/0', false],
    ['10.1.2.3', '10.1.2.3/99', false],
    ['10.1.2.3', 'nowhere', false],
  ],
  NotIpAddress: [
    ['10.1.2.3', '10.1.2.3', false],
    ['10.2.2.3', '10.1.0.0/16', true],
  ],
  IpAddressNotEquals: [
    ['10.1.2.3', '10.1.2.3', false],
    ['10.2.2.3', '10.1.0.0/16', true],
  ],
  Unknown: [['a', 'a', false]],
  toString: [['a', 'a', false] as const],
};

it.each(Object.entries(conditions))('compares by %s', (operator, rows) => {
  const key = 'acs:Value';
  for (const [value, wanted, holds] of rows)
    expect([
      value,
      wanted,
      conditionHolds(operator, { key, wanted }, new Map([['acs:value', value]])),
    ]).toEqual([value, wanted, holds]);
});

it('does not hold on a value that a request lacks, unless it is negated', () => {
  const on = (operator: string) => conditionHolds(operator, { key: 'acs:Value', wanted: 'a' }, new Map());
  expect(['StringEquals', 'StringLike', 'IpAddress', 'Bool'].map(on)).toEqual([false, false, false, false]);
  expect(['StringNotEquals', 'NotIpAddress'].map(on)).toEqual([true, true]);
});

const statement = { Effect: 'Allow', Action: 'oss:PutObject', Resource: 'acs:oss:*:*:photos/*' };
const asked = {
  action: 'oss:PutObject',
  resource: 'acs:oss:cn:1:photos/a.jpg',
  principal: '1000',
  values: new Map([['acs:sourceip', '10.0.0.1']]),
};

const verdictOn = (...statements: object[]) => {
  const policy = parsePolicy(JSON.stringify({ Version: '1', Statement: statements }));
  return policy && evaluate(policy, asked);
};

it.each<[string, object, 'allow' | 'none']>([
  ['the action', {}, 'allow'],
  ['the action in any case', { Action: 'OSS:putobject' }, 'allow'],
  ['one of several actions', { Action: ['oss:Get*', 'oss:Put*'] }, 'allow'],
  ['another action', { Action: 'oss:GetObject' }, 'none'],
  ['all actions but others', { Action: undefined, NotAction: ['oss:GetObject'] }, 'allow'],
  ['all actions but this', { Action: undefined, NotAction: 'oss:Put*' }, 'none'],
  ['any resource', { Resource: '*' }, 'allow'],
  ['a resource of any account and region', { Resource: ['acs:oss:eu:2:photos/a.jpg'] }, 'allow'],
  ['another resource', { Resource: 'acs:oss:*:*:docs/*' }, 'none'],
  ['a resource that is no ARN', { Resource: 'photos/*' }, 'none'],
  ['a resource in another case', { Resource: 'acs:oss:*:*:Photos/*' }, 'none'],
  ['all resources but others', { Resource: undefined, NotResource: 'acs:oss:*:*:docs/*' }, 'allow'],
  ['all resources but this', { Resource: undefined, NotResource: ['acs:oss:*:*:photos/*'] }, 'none'],
  ['this caller', { Principal: ['1000'] }, 'allow'],
  ['this caller alone', { Principal: '1000' }, 'allow'],
  ['any caller', { Principal: '*' }, 'allow'],
  ['this caller by kind', { Principal: { RAM: ['1001', '1000'] } }, 'allow'],
  ['another caller', { Principal: ['1001'] }, 'none'],
  ['nobody', { Principal: [] }, 'none'],
  ['all callers but another', { NotPrincipal: ['1001'] }, 'allow'],
  ['all callers but this', { NotPrincipal: { RAM: '1000' } }, 'none'],
  ['a condition that holds', { Condition: { IpAddress: { 'acs:SourceIp': '10.0.0.0/8' } } }, 'allow'],
  [
    'one condition of two that holds',
    {
      Condition: {
        IpAddress: { 'acs:SourceIp': '10.0.0.0/8' },
        StringEquals: { 'acs:SourceIp': '10.0.0.2' },
      },
    },
    'none',
  ],
  [
    'one key of two that holds',
    { Condition: { StringEquals: { 'acs:SourceIp': '10.0.0.1', 'oss:Prefix': 'a' } } },
    'none',
  ],
])('applies a statement that names %s', (_, change, verdict) => {
  expect(verdictOn({ ...statement, ...change })).toBe(verdict);
  const denial = verdictOn({ ...statement, ...change, Effect: 'Deny' }, statement);
  expect(denial).toBe(verdict === 'allow' ? 'deny' : 'allow');
});

it.each<[string, unknown]>([
  ['no JSON', '{'],
  ['a list', []],
  ['no statements', { Version: '1' }],
  ['another version', { Version: '2', Statement: [statement] }],
  ['another effect', { Statement: [{ ...statement, Effect: 'Maybe' }] }],
  ['no effect', { Statement: [{ ...statement, Effect: undefined }] }],
  ['no action', { Statement: [{ ...statement, Action: undefined }] }],
  ['both kinds of actions', { Statement: [{ ...statement, NotAction: 'oss:Get*' }] }],
  ['no resource', { Statement: [{ ...statement, Resource: undefined }] }],
  ['both kinds of resources', { Statement: [{ ...statement, NotResource: '*' }] }],
  ['a number for an action', { Statement: [{ ...statement, Action: 1 }] }],
  ['a number for a resource', { Statement: [{ ...statement, Resource: 1 }] }],
  ['numbers for other actions', { Statement: [{ ...statement, Action: undefined, NotAction: 1 }] }],
  ['numbers for other resources', { Statement: [{ ...statement, Resource: undefined, NotResource: 1 }] }],
  ['a number for a caller', { Statement: [{ ...statement, Principal: 1 }] }],
  ['a number for other callers', { Statement: [{ ...statement, NotPrincipal: 1 }] }],
  ['a number for a name', { Statement: [{ ...statement, Sid: 1 }] }],
  ['a text for conditions', { Statement: [{ ...statement, Condition: 'always' }] }],
  ['one good and one bad statement', { Statement: [statement, { ...statement, Action: undefined }] }],
])('takes no policy of %s', (_, policy) => {
  expect(parsePolicy(typeof policy === 'string' ? policy : JSON.stringify(policy))).toBeUndefined();
});

it('takes one statement for a list of one', () => {
  expect(parsePolicy(JSON.stringify({ Statement: statement }))?.statements).toHaveLength(1);
});

it.each<[object, boolean]>([
  [{ Principal: '*' }, true],
  [{ Principal: ['1000', '*'] }, true],
  [{ Principal: ['1000'] }, false],
  [{}, false],
  [{ Principal: '*', Effect: 'Deny' }, false],
  [{ Principal: '*', Condition: { Bool: { 'acs:SecureTransport': 'true' } } }, false],
  [{ Principal: '1000', Condition: { Bool: { 'acs:SecureTransport': 'true' } } }, false],
])('calls a policy with %j public: %s', (change, expected) => {
  const policy = parsePolicy(JSON.stringify({ Statement: { ...statement, ...change } }));
  expect(policy && isPublic(policy)).toBe(expected);
});

it('allows everything below some resources, and nothing else', () => {
  const policy = allowing(['acs:oss:*:*:photos/*']);
  expect(evaluate(policy, { ...asked, action: 'oss:DeleteObject' })).toBe('allow');
  expect(evaluate(policy, { ...asked, resource: 'acs:oss:*:*:docs/a' })).toBe('none');
});

it.each([
  ['a*c', 'abbc', true],
  ['a***c', 'ac', true],
  ['a?c', 'abc', true],
  ['a?c', 'ac', false],
  ['a.c', 'abc', false],
  ['(a)[b]{c}|^$+\\', '(a)[b]{c}|^$+\\', true],
  ['a*', 'a\nb', true],
  ['A', 'a', false],
])('matches %j with %j: %s', (pattern, text, expected) => {
  expect(matches(pattern, text)).toBe(expected);
});
