import type { MockVendor } from '../engine/mock-vendor.ts';
import type { Fault, FaultEffect } from './fault.ts';

export type PresetName = 'bad-day' | 'rate-limited' | 'flaky-upload';

/** Faults that come together: `world.faults.add(...presets['bad-day'](mockFangtang))`. */
export const presets: Readonly<Record<PresetName, (mock: MockVendor) => Fault[]>> = {
  'bad-day': badDay,
  'rate-limited': rateLimited,
  'flaky-upload': flakyUpload,
};

/** Everything is slow, and one call in five fails. Every adapter can do it. */
function badDay({ name }: MockVendor): Fault[] {
  const sometimes = (probability: number, effect: FaultEffect): Fault => ({
    vendor: name,
    probability,
    effect,
  });
  return [
    sometimes(0.08, { response: { status: 502, body: '<h1>502 Bad Gateway</h1>' } }),
    sometimes(0.05, { response: { status: 503, body: '', headers: { 'retry-after': '2' } } }),
    sometimes(0.04, { damage: { body: 'half' } }),
    sometimes(0.05, { task: 'failed' }),
    sometimes(1, { delayMs: 800, jitterMs: 700 }),
  ];
}

const limitedForS = 10;

/** Refuses everything for ten seconds, in the vendor's words if it has any. */
function rateLimited({ name, vendor }: MockVendor): Fault[] {
  const documented = Object.entries(vendor.errors).find(([, { status }]) => status === 429)?.[0];
  const response = { status: 429, body: '', headers: { 'retry-after': String(limitedForS) } };
  return [
    { vendor: name, until: limitedForS * 1000, effect: documented ? { error: documented } : { response } },
  ];
}

/** The first upload breaks on the way, the second one after it has arrived. */
function flakyUpload({ name, vendor }: MockVendor): Fault[] {
  const uploads = Object.entries(vendor.endpoints).filter(
    ([, { encoding, charges }]) => encoding === 'bytes' || (encoding === 'multipart' && charges === 'each'),
  );
  const endpoints = uploads.filter(([, { method }]) => method !== 'GET').map(([endpoint]) => endpoint);
  if (endpoints.length === 0) throw new Error(`${name} takes no files itself: use the preset on aliyun-oss`);
  return endpoints.flatMap((endpoint) => [
    { vendor: name, endpoint, effect: { connection: 'reset' } },
    { vendor: name, endpoint, effect: { connection: 'close', when: 'after' } },
  ]);
}
