import { redact } from '@api-repack/core';
import { expect, it } from 'vitest';

it('takes out secrets and anything that looks like a token', () => {
  const token = `${'a1'.repeat(16)},1700000000`;
  expect(redact(`bad key s3cret in ${token}`, ['s3cret'], /[0-9a-f]{32},\d{10}/)).toBe('bad key *** in ***');
});

it('takes out a secret that begins with another one as a whole', () => {
  expect(redact('code acme-1, key acme-1-7f3a', ['acme-1', 'acme-1-7f3a'])).toBe('code ***, key ***');
});

it('ignores secrets that are too short to be told from words, and treats others as plain text', () => {
  expect(redact('a.bcde $&$&$& axbcde 7', ['', '7', 'a.bcde', '$&$&$&'])).toBe('*** *** axbcde 7');
});

it('makes one short line of it', () => {
  expect(redact('\u001b[31mline\r\nnext\u2028last ', [])).toBe('[31mline next last');
  expect(redact('x'.repeat(500), [])).toBe(`${'x'.repeat(200)}…`);
});

it('leaves an empty text empty', () => {
  expect(redact('', ['s3cret'])).toBe('');
});

it.each([
  ['URL', encodeURIComponent('k y/"密钥'), 'k y/"密钥'],
  ['form', 'k+y%2F%22%E5%AF%86%E9%92%A5', 'k y/"密钥'],
  ['JSON', 'k y/\\"密钥', 'k y/"密钥'],
  ['base64', btoa('s3cret?>?'), 's3cret?>?'],
  ['base64url', 'czNjcmV0Pz4_', 's3cret?>?'],
])('takes out a secret in the encoding of %s', (_, encoded, secret) => {
  expect(redact(`has ${encoded}.`, [secret])).toBe('has ***.');
});

it('takes a token out as a whole, also if it holds a secret', () => {
  expect(redact('at v2,abcdef,123456 end', ['abcdef'], /v2,[\w,]+/)).toBe('at *** end');
});

it('does not fail on a secret that is not well-formed text', () => {
  expect(redact('a \ud800aaaaaa', ['\ud800aaaaaa'])).toBe('a ***');
});
