import { connect, type HttpResponse, isVendorError } from '@api-repack/core';
import { defaultWait, fangtang, finish, restore } from '@api-repack/core/fangtang';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseResponse } from '../src/response.ts';
import { scriptedHost } from './helpers/scripted-host.ts';
import { vendors } from './helpers/vendors.ts';

const secrets = ['S3cret-of-ours', 'S3cret'];
const token = `${'5e'.repeat(16)},1767225600`;

// The same cases in each run; remove the seed to look for new ones.
const options = { seed: 1, numRuns: 150 };

/** Texts that a hostile or broken vendor may send, most of them with something in them that must not get out. */
const text = fc.oneof(
  fc.string(),
  fc.constantFrom(...secrets, `key=${secrets[0]}&${token}`, 'S3cret\nS3cret'),
);

const names = [
  'code',
  'errno',
  'msg',
  'data',
  'status',
  'state',
  'mdf',
  'mdfs',
  'url',
  'nums',
  'toString',
  'message',
];
const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(null, true, 200, '200', 9000, 0, 1, 9101, 9999, '1'.repeat(32), 'http://a.example/b', {
      toString: 1,
    }),
    fc.double(),
    text,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...names), tie('value'), { maxKeys: 5 }),
  ),
})).value;

const body = fc.oneof(
  text,
  json.map((value) => JSON.stringify(value)),
  fc.tuple(json, fc.nat(200)).map(([value, length]) => JSON.stringify(value)?.slice(0, length) ?? ''),
  // An answer that looks like a success, so that what lies inside is read as well.
  json.map((data) => JSON.stringify({ code: 200, status: 0, data })),
  json.map((errno) => JSON.stringify({ code: 9000, errno, msg: secrets[0] })),
);

const response: fc.Arbitrary<HttpResponse> = fc.record({
  status: fc.oneof(fc.constantFrom(200, 302, 404, 429, 502), fc.integer({ min: 100, max: 599 })),
  headers: fc.dictionary(fc.constantFrom('content-type', 'date', 'retry-after', 'location'), text),
  body,
});

/** Everything of an error that a person or a log may come to see. */
function shown(error: unknown): string {
  if (!isVendorError(error)) throw error;
  return `${error.message} ${JSON.stringify(error)}`;
}

it.each(
  vendors.flatMap((vendor) =>
    Object.keys(vendor.endpoints).map((endpoint) => [vendor.name, endpoint, vendor] as const),
  ),
)('makes an output or a clean error of whatever %s answers to %s', (_, endpoint, vendor) => {
  const read = (answer: HttpResponse) => {
    try {
      parseResponse(answer, { vendor, endpoint, secrets, nowMs: 0 });
    } catch (error) {
      expect(shown(error)).not.toMatch(/S3cret/);
      if (vendor.tokenPattern?.test(token)) expect(shown(error)).not.toContain(token);
    }
  };
  fc.assert(fc.property(response, read), options);
});

it('ends every Fangtang job with a result or a clean error, whatever comes back', async () => {
  const credentials = { third_code: 'S3cret', secret_key: 'S3cret-of-ours' };
  const run = async (answers: HttpResponse[]) => {
    const { host } = scriptedHost(...answers);
    const client = connect(fangtang, { host, credentials });
    const jobs = [
      restore(client, { api: 'v2', seq: ['repair'], file: [new Blob(['x'])] }, defaultWait),
      restore(client, { api: 'v1', repair_type: 'sr', file: new Blob(['x']) }, defaultWait),
      finish(client, 'v2', ['1'.repeat(32)], { ...defaultWait, timeoutMs: 10_000 }),
    ];
    for (const job of jobs)
      await job.then(
        () => undefined,
        (error) => expect(shown(error)).not.toMatch(/S3cret/),
      );
  };
  await fc.assert(fc.asyncProperty(fc.array(response, { minLength: 1, maxLength: 6 }), run), {
    numRuns: 200,
  });
});
