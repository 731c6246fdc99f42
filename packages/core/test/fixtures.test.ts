import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { Vendor } from '@api-repack/core';
import { expect, it } from 'vitest';
import { parseResponse } from '../src/response.ts';
import { vendors } from './helpers/vendors.ts';

interface Fixture {
  readonly source: string;
  readonly response: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: unknown;
  };
}

const folderOf = ({ name }: Vendor) => new URL(`../fixtures/${name}/`, import.meta.url);

function parse(vendor: Vendor, file: string, endpoint: string): unknown {
  const text = readFileSync(new URL(file, folderOf(vendor)), 'utf8');
  const { response } = JSON.parse(text) as Fixture;
  const { body } = response;
  const sent = { ...response, body: typeof body === 'string' ? body : JSON.stringify(body) };
  return parseResponse(sent, { vendor, endpoint, secrets: [], nowMs: 0 });
}

// <endpoint>.ok… is what its manual calls a success; every other case is a failure.
for (const vendor of vendors)
  for (const file of existsSync(folderOf(vendor)) ? readdirSync(folderOf(vendor)) : []) {
    const [place = '', outcome = ''] = file.split('.');
    const endpoints = place in vendor.endpoints ? [place] : Object.keys(vendor.endpoints);

    if (outcome.startsWith('ok'))
      it(`reads ${vendor.name}/${file}`, () => {
        expect(() => parse(vendor, file, place)).not.toThrow();
      });
    else
      it.each(endpoints)(`reports ${vendor.name}/${file} as what it is, at %s`, (endpoint) => {
        const failure = expect.objectContaining({
          name: 'VendorError',
          kind: expect.not.stringMatching('protocol'),
        });
        expect(() => parse(vendor, file, endpoint)).toThrow(failure);
      });
  }

it('has fixtures of every vendor', () => {
  const without = vendors.filter((vendor) => !existsSync(folderOf(vendor)));
  expect(without.map(({ name }) => name)).toEqual([]);
});
