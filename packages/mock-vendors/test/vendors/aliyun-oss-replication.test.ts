import { expect, it } from 'vitest';
import { call, elementOf, type Oss, openOss } from '../helpers/oss.ts';

const minuteMs = 60_000;

const rule = (bucket: string, id = '') =>
  `<ReplicationConfiguration><Rule>${id}<PrefixSet><Prefix>a &amp; b</Prefix></PrefixSet><Destination><Bucket>${bucket}</Bucket><Location>oss-cn-shenzhen</Location></Destination></Rule></ReplicationConfiguration>`;

function replicationOf(oss: Oss) {
  const at = (query: string) => `/mock-bucket/?${query}`;
  return {
    put: (body: string) => call(oss, { method: 'POST', path: at('comp=add&replication'), body }),
    delete: (id: string) =>
      call(oss, {
        method: 'POST',
        path: at('comp=delete&replication'),
        body: `<ReplicationRules><ID>${id}</ID></ReplicationRules>`,
      }),
    get: () => call(oss, { path: at('replication') }),
    progress: (id: string) =>
      call(oss, {
        path: at(`replicationProgress&rule-id=${id}`),
        resource: at('replicationProgress'),
      }),
    timeControl: (id: string) =>
      call(oss, {
        method: 'PUT',
        path: at('rtc'),
        body: `<ReplicationRule><RTC><Status>enabled</Status></RTC><ID>${id}</ID></ReplicationRule>`,
      }),
    locations: () => call(oss, { path: at('replicationLocation') }),
  };
}

it('keeps the rules of a replication, each with an ID', async () => {
  const oss = await openOss();
  const replication = replicationOf(oss);
  expect(elementOf((await replication.get()).text, 'Code')).toBe('NoSuchReplicationConfiguration');
  expect((await replication.put(rule('picwishsz'))).status).toBe(200);
  expect((await replication.put(rule('wxtechsz', '<ID>mine</ID>'))).status).toBe(200);
  expect(elementOf((await replication.put(rule('wxtechsz', '<ID>mine</ID>'))).text, 'Code')).toBe(
    'InvalidArgument',
  );
  const { text } = await replication.get();
  expect(text.match(/<Rule>/g)).toHaveLength(2);
  expect(text).toContain('<Prefix>a &amp; b</Prefix>');
  expect((await replication.delete('mine')).status).toBe(200);
  expect(elementOf((await replication.delete('mine')).text, 'Code')).toBe('NoSuchReplicationRule');
  expect((await replication.get()).text).not.toContain('mine');
});

it('starts a replication in a minute, and says how far it is', async () => {
  const oss = await openOss();
  const replication = replicationOf(oss);
  await replication.put(rule('picwishsz', '<ID>mine</ID>'));
  const before = (await replication.progress('mine')).text;
  expect([elementOf(before, 'Status'), before.includes('<Progress>')]).toEqual(['starting', false]);
  oss.clock.advance(minuteMs);
  const after = (await replication.progress('mine')).text;
  expect([elementOf(after, 'Status'), elementOf(after, 'HistoricalObject')]).toEqual(['doing', '1']);
  expect(elementOf((await replication.progress('other')).text, 'Code')).toBe('NoSuchReplicationRule');
});

it('turns on the time control of a rule, and names the regions to replicate to', async () => {
  const oss = await openOss();
  const replication = replicationOf(oss);
  await replication.put(rule('picwishsz', '<ID>mine</ID>'));
  expect((await replication.timeControl('mine')).status).toBe(200);
  expect((await replication.get()).text).toContain('<RTC><Status>enabled</Status></RTC>');
  const { text } = await replication.locations();
  expect(text).toContain('<Location>oss-cn-beijing</Location>');
  expect(text).not.toContain('oss-cn-hangzhou');
});

it.each([
  ['to the bucket itself', rule('mock-bucket'), 'InvalidTargetBucket'],
  ['to no bucket', rule('missing-bucket'), 'InvalidTargetBucket'],
  ['to no region', rule('picwishsz').replace('oss-cn-shenzhen', 'oss-nowhere'), 'BadReplicationLocation'],
  ['without a rule', '<ReplicationConfiguration/>', 'MalformedXML'],
  ['with two rules', rule('picwishsz').replace(/<Rule>.*<\/Rule>/, (one) => one + one), 'MalformedXML'],
])('refuses a replication %s', async (_, body, code) => {
  const { status, text } = await replicationOf(await openOss()).put(body);
  expect([status, elementOf(text, 'Code')]).toEqual([400, code]);
});

it('converts the redundancy of a bucket in steps', async () => {
  const oss = await openOss();
  const path = '/mock-bucket/?redundancyTransition';
  const create = (type: string) =>
    call(oss, { method: 'POST', path: `${path}&x-oss-target-redundancy-type=${type}` });
  expect(elementOf((await create('LRS')).text, 'Code')).toBe('InvalidArgument');
  const id = elementOf((await create('ZRS')).text, 'TaskId');
  const task = `${path}&x-oss-redundancy-transition-taskid=${id}`;
  const statuses: unknown[] = [];
  for (let step = 0; step < 3; step++) {
    const status = elementOf((await call(oss, { path: task })).text, 'Status');
    statuses.push(status);
    if (status === 'Processing') {
      const refused = await call(oss, { method: 'DELETE', path: task });
      const facts = ['Code', 'TaskId'].map((name) => elementOf(refused.text, name));
      expect([refused.status, ...facts]).toEqual([400, 'OperationNotSupported', id]);
    }
    oss.clock.advance(minuteMs);
  }
  expect(statuses).toEqual(['Queueing', 'Processing', 'Finished']);
  expect(elementOf((await call(oss, { path })).text, 'TaskId')).toBe(id);
  expect(elementOf((await call(oss, { path: '/?redundancyTransition' })).text, 'TaskId')).toBe(id);
  expect((await call(oss, { method: 'DELETE', path: task })).status).toBe(204);
  expect((await call(oss, { path: task })).status).toBe(404);
});
