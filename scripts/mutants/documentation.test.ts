// Run by npm run mutants only: holds one vendor's mock to its documentation.
import { manualClock, mockVendors, World } from '@api-repack/mock-vendors';
import { runContract } from '@api-repack/mock-vendors/contract';
import { afterAll, expect, inject, it, onTestFinished, vi } from 'vitest';
import { plainFetch } from '../../packages/mock-vendors/test/helpers/contract-fetch.ts';

const vendor = inject('vendor');
const target = mockVendors.find(({ name }) => name === vendor)?.vendor.baseUrl ?? '';

/** Beside the usual account: Fangtang has channels that pay for downloads. */
const accounts: Readonly<Record<string, readonly Readonly<Record<string, string>>[]>> = {
  fangtang: [{}, { third_code: 'hili-download', secret_key: 'hiliad' }],
};

/** Copies share the pictures that were made for one of them: code that makes pictures is not changed. */
const original = new World({ clock: manualClock(Date.now()) });
afterAll(() => original.blobs.close());

it.each(accounts[vendor] ?? [{}])('keeps its contract with %o', async (credentials) => {
  const world = original.fork();
  const { clock } = world;
  // OSS calls PicWish back.
  vi.stubGlobal('fetch', plainFetch(world));
  onTestFinished(() => void vi.unstubAllGlobals());
  const time = { now: clock.now, sleep: async (ms: number) => clock.advance(ms), timeoutMs: 5_000 };
  const { results } = await runContract({ vendor, credentials, target, fetch, ...time });
  expect(results.filter(({ outcome }) => outcome === 'differs')).toEqual([]);
});
