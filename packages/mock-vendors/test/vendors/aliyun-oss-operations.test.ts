import { expect, it } from 'vitest';
import { operations } from '../../src/vendors/aliyun-oss/operations.ts';
import { elementOf, md5, type Oss } from '../helpers/oss.ts';
import { operationSteps } from '../helpers/oss-operation-steps.ts';
import type { OperationStep } from '../helpers/oss-step.ts';
import { png } from '../helpers/pictures.ts';
import { openInProcess } from '../helpers/plain-oss.ts';
import { policyAt, post, signedFields } from '../helpers/post-form.ts';
import { presignV1, presignV4 } from '../helpers/presign.ts';

type Version = 'V1' | 'V4';

const picture = Buffer.from(await png.arrayBuffer());

async function send({ ask, clock }: Oss, version: Version, step: OperationStep, kept: Map<string, string>) {
  const filled = (text: string) => text.replace(/\$([\w-]+)/g, (_, name) => kept.get(name) ?? '');
  const all = (pairs: Readonly<Record<string, string>> = {}) =>
    Object.fromEntries(Object.entries(pairs).map(([name, value]) => [name, filled(value)]));
  const { method, path } = step;
  const body = filled(step.body ?? '');
  const headers = { ...all(step.headers), ...(body && { 'content-md5': md5(body) }) };
  const [query, unsigned] = [all(step.query), all(step.unsigned)];
  const signing = { method, path, headers, now: clock.now() };
  const url =
    version === 'V1'
      ? `${presignV1({ ...signing, query })}&${new URLSearchParams(unsigned)}`
      : presignV4({ ...signing, query: { ...query, ...unsigned } });
  return ask({ method, path: url, headers, body });
}

/** An operation answers nothing at all, or a document, a policy, or content. */
const nothingOrDocument = /^($|<\?xml|\{|hello$)/;

it.each<Version>(['V1', 'V4'])('answers every operation, signed with %s', async (version) => {
  const oss = openInProcess();
  const kept = new Map<string, string>();
  const store: OperationStep = { name: 'putObject', method: 'PUT', path: '/mock-bucket/p.png' };
  const path = (version === 'V1' ? presignV1 : presignV4)({ ...store, now: oss.clock.now() });
  await oss.ask({ method: 'PUT', path, body: picture });
  for (const step of operationSteps) {
    const { status, headers, text } = await send(oss, version, step, kept);
    const { endpoint } = oss.world.journal.entries.at(-1) ?? {};
    expect([step.name, status, endpoint, text]).toEqual([step.name, step.status ?? 200, step.name, text]);
    expect([step.name, text]).toEqual([step.name, expect.stringMatching(nothingOrDocument)]);
    const { keep } = step;
    if (keep) kept.set(keep, String(headers[keep] ?? elementOf(text, keep)));
  }
});

it('answers the form of a page', async () => {
  const oss = openInProcess();
  const fields = { key: 'a', ...signedFields(policyAt(oss.clock.now())) };
  expect((await post(oss, { fields })).status).toBe(204);
  expect(oss.world.journal.entries.at(-1)?.endpoint).toBe('postObject');
});

it('leaves no operation out', () => {
  const called = new Set([...operationSteps.map(({ name }) => name), 'postObject']);
  expect(operations.map(({ name }) => name).filter((name) => !called.has(name))).toEqual([]);
});
