import { isVendorError, type VendorError } from '@api-repack/core';
import { expect, it } from 'vitest';
import { buildRequest } from '../src/request.ts';
import { toy } from './helpers/toy-vendor.ts';

const build = (name: keyof typeof toy.endpoints, input: unknown, baseUrl: string = toy.baseUrl) =>
  buildRequest(toy, name, input, baseUrl);

function refusal(name: keyof typeof toy.endpoints, input: unknown): VendorError {
  try {
    build(name, input);
  } catch (error) {
    if (isVendorError(error)) return error;
  }
  throw new Error('it was not refused');
}

it('puts the rest of the input into the query, repeating a field for each value of a list', () => {
  const { url, body } = build('find', { id: '7', tag: ['a b', 'c&d'], page: undefined });
  expect(url).toBe('https://toy.example/find/7?tag=a+b&tag=c%26d');
  expect(body).toBeUndefined();
});

it('fills the path and keeps slashes inside a value', () => {
  expect(build('find', { id: 'tmp/猫 1.png?x' }).url).toBe(
    'https://toy.example/find/tmp/%E7%8C%AB%201.png%3Fx',
  );
});

it('takes a base URL with a path and a slash at its end', () => {
  expect(build('make', { size: 1 }, 'http://127.0.0.1:4013/toy/').url).toBe('http://127.0.0.1:4013/toy/make');
});

it('sends JSON without the fields that are undefined', () => {
  expect(build('make', { size: 1, name: undefined }).body).toEqual({ json: { size: 1 } });
});

it('sends multipart fields in order, numbers as text and files as they are', () => {
  const [one, two] = [new Blob(['1']), new Blob(['2'])];
  expect(build('send', { file: [one, two], rate: 2 }).body).toEqual({
    multipart: [
      ['file', one],
      ['file', two],
      ['rate', '2'],
    ],
  });
});

it('sends the field body as bytes and the others as headers', () => {
  const body = new Blob(['bytes']);
  const request = build('store', { key: 'a/b.png', body, 'Content-Type': 'image/png' });
  expect(request).toMatchObject({ method: 'PUT', url: 'https://toy.example/a/b.png', body: { bytes: body } });
  expect(request.headers).toMatchObject({ 'content-type': 'image/png' });
});

it.each([
  ['an unknown field', { size: 1, sise: 2 }, /^sise: there is no such field$/],
  ['a missing field', {}, /^size: is missing$/],
  ['a wrong type', { size: 'hush-hush' }, /^size: must be a number$/],
  ['no object', 'hush-hush', /^must be an object$/],
])('refuses %s before anything is sent', (_, input, reason) => {
  const error = refusal('make', input);
  expect(error).toMatchObject({ kind: 'bad-input', context: { vendor: 'toy', endpoint: 'make' } });
  expect(error.reason).toMatch(reason);
  expect(error.message).not.toContain('hush-hush');
});

it('does not quote a value whose format is wrong', () => {
  const { reason } = refusal('find', { id: '1', page: 'hush-hush' });
  expect(reason).toMatch(/^page: /);
  expect(reason).not.toContain('hush-hush');
});
