import { redact } from '@api-repack/core';
import { expect, it } from 'vitest';

it('takes out secrets and anything that looks like a token', () => {
  const token = `${'a1'.repeat(16)},1700000000`;
  expect(redact(`bad key s3cret in ${token}`, ['s3cret'], /[0-9a-f]{32},\d{10}/)).toBe('bad key *** in ***');
});

it('takes out a secret that begins with another one as a whole', () => {
  expect(redact('code acme, key acme-7f3a', ['acme', 'acme-7f3a'])).toBe('code ***, key ***');
});

it('ignores empty secrets and treats others as plain text', () => {
  expect(redact('a.b $& axb', ['', 'a.b', '$&'])).toBe('*** *** axb');
});

it('makes one short line of it', () => {
  expect(redact('\u001b[31mline\r\nnext\u2028last ', [])).toBe('[31mline next last');
  expect(redact('x'.repeat(500), [])).toBe(`${'x'.repeat(200)}…`);
});

it('leaves an empty text empty', () => {
  expect(redact('', ['s3cret'])).toBe('');
});
