import type { HttpResponse, VendorError } from '@api-repack/core';
import { fangtang } from '@api-repack/core/fangtang';
import { expect, it } from 'vitest';
import { parseResponse } from '../src/response.ts';

const secrets = ['hiliad', 's3cret-key'];
const nowMs = Date.UTC(2026, 0, 1);

function read(response: Partial<HttpResponse>, endpoint = 'nums'): unknown {
  return parseResponse(
    { status: 200, headers: {}, body: '', ...response },
    { vendor: fangtang, endpoint, secrets, nowMs },
  );
}

function failure(response: Partial<HttpResponse>, endpoint?: string): VendorError {
  try {
    read(response, endpoint);
  } catch (error) {
    return error as VendorError;
  }
  throw new Error('it was read as a success');
}

const fail = (errno: unknown, msg?: unknown) => ({ body: JSON.stringify({ code: 9000, errno, msg }) });
const html = (status: number) => ({ status, headers: { 'content-type': 'text/html' }, body: '<h1>Hi</h1>' });

it.each([200, '200'])('takes the code %j as success, whatever the content type says', (code) => {
  const body = JSON.stringify({ code, data: { code: 'hiliad', nums: 98, more: 1 } });
  const headers = { 'content-type': 'text/html' };
  expect(read({ headers, body })).toEqual({ code: 'hiliad', nums: 98, more: 1 });
});

it.each([
  ['an HTML page', html(200), 'protocol', /not JSON \(text\/html\)/],
  ['an HTML page of a broken gateway', html(502), 'unavailable', /HTTP 502/],
  ['a JSON text that is cut off', { body: '{"code":200,"data":{"co' }, 'protocol', /not JSON/],
  ['an empty body', { body: '' }, 'protocol', /not JSON \(no content type\)/],
  ['null', { body: 'null' }, 'protocol', /HTTP 200/],
  ['a list', { body: '[200]' }, 'protocol', /HTTP 200/],
  ['no code', { body: '{"data":{"code":"hiliad","nums":1}}' }, 'protocol', /HTTP 200/],
  ['a code that is an object', { body: '{"code":{"valueOf":1,"toString":1}}' }, 'protocol', /HTTP 200/],
  ['a success without data', { body: '{"code":200}' }, 'protocol', /^is missing$/],
  ['a success with wrong data', { body: '{"code":200,"data":{"code":"x"}}' }, 'protocol', /^nums: /],
  ['a missing errno', fail(undefined, '坏了'), 'protocol', /^坏了$/],
  ['an errno that is a list', fail([9101], '坏了'), 'protocol', /^坏了$/],
  ['an unknown errno', fail(7777, '新的错误'), 'protocol', /^新的错误$/],
  ['an unknown errno without a text', fail(7777), 'protocol', /^HTTP 200$/],
  ['an errno as text', fail('9101', '剩余下载次数为0'), 'quota', /^剩余下载次数为0$/],
  ['errno 500 in HTTP 200', fail(500, '其他错误'), 'unavailable', /^其他错误$/],
  ['401', { status: 401 }, 'auth', /HTTP 401/],
  ['404', html(404), 'not-found', /HTTP 404/],
  ['413', html(413), 'unsupported', /HTTP 413/],
  ['429', html(429), 'rate-limit', /HTTP 429/],
])('answers %s with a clear error', (_, response, kind, reason) => {
  const error = failure(response);
  expect(error).toMatchObject({
    name: 'VendorError',
    kind,
    context: { vendor: 'fangtang', endpoint: 'nums' },
  });
  expect(error.reason).toMatch(reason);
  expect(error.context.hint).toMatch(/\w/);
});

it('keeps the code of the vendor, known or not', () => {
  expect(failure(fail(9101)).context.code).toBe(9101);
  expect(failure(fail(7777)).context.code).toBe(7777);
});

it('reads a code that means several things by the endpoint', () => {
  const hints = ['status', 'download', 'nums'].map((name) => failure(fail(9002, ''), name).context.hint);
  expect(hints[0]).toMatch(/No such picture/);
  expect(hints[1]).toMatch(/not finished yet, or more than one hour old/);
  expect(hints[2]).toMatch(/third_code/);
});

it('shows no secret, wherever the vendor repeats it', () => {
  const token = `${'0a'.repeat(16)},1767225600`;
  const errors = [
    failure(fail(9999, `bad s3cret-key of hiliad,\n token ${token}`)),
    failure(fail('s3cret-key', 's3cret-key')),
    failure({ headers: { 'content-type': 'text/s3cret-key' }, body: 'no' }),
    failure({ body: JSON.stringify({ code: 200, data: { url: 's3cret-key' } }) }, 'download'),
  ];
  expect(errors[0]?.reason).toMatch(/^bad \*\*\* of \*\*\*, token \*\*\*/);
  for (const error of errors) expect(JSON.stringify([error.message, error])).not.toMatch(/s3cret|0a0a/);
});

it.each([
  [90_000, /90 s ahead of the vendor's/],
  [-90_000, /90 s behind the vendor's/],
  [1_000, /the clocks agree/],
])('compares the clocks when a token is refused: %i ms', (skewMs, words) => {
  const headers = { date: new Date(nowMs - skewMs).toUTCString() };
  expect(failure({ ...fail(9999), headers }).reason).toMatch(words);
  expect(failure({ ...fail(9101), headers }).reason).not.toMatch(/clock/);
});

it('says nothing of clocks when the vendor tells no time', () => {
  expect(failure(fail(9999)).reason).toBe('请求参数token不合法');
  expect(failure({ ...fail(9999), headers: { date: 'soon' } }).reason).toBe('请求参数token不合法');
});

it.each([
  ['7', 7_000],
  [new Date(nowMs + 9_000).toUTCString(), 9_000],
  [new Date(nowMs - 9_000).toUTCString(), 0],
  ['soon', undefined],
  ['-1', undefined],
])('reads Retry-After: %s', (value, retryAfterMs) => {
  expect(failure({ status: 429, headers: { 'retry-after': value } }).context.retryAfterMs).toBe(retryAfterMs);
});
