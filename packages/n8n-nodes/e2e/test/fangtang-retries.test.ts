import { createRequire } from 'node:module';
import type { IBinaryData } from 'n8n-workflow';
import { describe, expect, it, vi } from 'vitest';
import { photo, startFangtang, workflowOf } from './helpers/fangtang.ts';

const fromCore = createRequire(createRequire(import.meta.url).resolve('n8n-core'));
const logger = fromCore('@n8n/di').Container.get(fromCore('@n8n/backend-common').Logger);
const photos = (count: number) => Array.from({ length: count }, (_, index) => photo(10 + index));
const retry = { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 };
/** Refused for good, so that the node itself does not try again. */
const refuseDownload = {
  vendor: 'fangtang',
  endpoint: 'download',
  effect: { error: 'expiredImage' },
} as const;

describe('Retry On Fail', () => {
  it('goes on with the ids, and pays once', async () => {
    const { run, world, calls } = await startFangtang();
    world.faults.add(refuseDownload);
    const { status, items } = await run({ node: retry });
    expect(status).toBe('success');
    expect(items('Fangtang')).toMatchObject([{ json: { state: 'done' } }]);
    expect([calls('uploads'), calls('download'), world.ledger.cost()]).toEqual([1, 2, 1]);
  });

  it('pays nothing again for the items that were not to blame', async () => {
    const { run, world, calls } = await startFangtang();
    world.faults.add(refuseDownload);
    const { status, items } = await run({ node: retry, items: photos(5) });
    expect(status).toBe('success');
    expect(items('Fangtang')).toHaveLength(5);
    expect([calls('uploads'), world.ledger.cost()]).toEqual([5, 5]);
  });

  it('pays once also when errors are items, of which n8n looks at the first', async () => {
    const { run, world, calls } = await startFangtang();
    world.faults.add(refuseDownload);
    const node = { ...retry, onError: 'continueRegularOutput' as const };
    const { items } = await run({ node, items: photos(1) });
    expect(items('Fangtang')).toMatchObject([{ json: { state: 'done' } }]);
    expect([calls('uploads'), world.ledger.cost()]).toEqual([1, 1]);
  });

  it('forgets the ids after a success, so that the next run pays for itself', async () => {
    const { run } = await startFangtang();
    const { data } = await run({ node: retry });
    expect(JSON.stringify(data.executionData?.contextData)).not.toContain('receipt');
  });

  it('needs no patience: a user may retry the failed execution later', async () => {
    const { run, world, calls } = await startFangtang();
    world.faults.add(refuseDownload);
    const { status, data } = await run({ items: photos(2) });
    expect(status).toBe('error');
    const retried = await run({ retry: data });
    expect(retried.status).toBe('success');
    expect(retried.items('Fangtang')).toHaveLength(2);
    expect([calls('uploads'), world.ledger.cost()]).toEqual([2, 2]);
  });

  it('is not set off by an error that comes with the input', async () => {
    const { run, world } = await startFangtang();
    const parameters = { options: { includeInput: 'merged' } };
    const { items } = await run({ node: retry, parameters, items: [photo(10, { error: 'x', name: 'a' })] });
    expect(items('Fangtang')).toMatchObject([{ json: { name: 'a', state: 'done' } }]);
    expect(world.ledger.cost()).toBe(1);
  });

  it('does not go on with photos that Fangtang has deleted since', async () => {
    const { run, world, calls } = await startFangtang();
    world.faults.add(refuseDownload);
    const { data } = await run();
    for (const { record } of Object.values(data.executionData?.contextData['node:Fangtang'] ?? {}))
      record.paidAt -= 3_600_001;
    expect((await run({ retry: data })).status).toBe('success');
    expect([calls('uploads'), world.ledger.cost()]).toEqual([2, 2]);
  });

  it('is not mistaken for another run of the node in the same execution', async () => {
    const { engine, world, credentials, calls } = await startFangtang();
    world.faults.add(refuseDownload);
    const workflow = workflowOf({ node: { onError: 'continueRegularOutput' } });
    const [start, fangtang] = [workflow.nodes[0]!, workflow.nodes[1]!];
    const branch = (name: string) => ({ ...start, id: name, name, type: 'n8n-nodes-base.noOp' });
    const to = (...names: string[]) => ({
      main: [names.map((node) => ({ node, type: 'main' as const, index: 0 }))],
    });
    const connections = { Start: to('A', 'B'), A: to('Fangtang'), B: to('Fangtang') };
    const nodes = [start, branch('A'), branch('B'), fangtang];
    const run = {
      workflow: { nodes, connections },
      input: photos(1),
      credentials: { fangtangApi: credentials },
    };
    const { data } = await engine.run(run).finished;
    expect(data.resultData.runData.Fangtang).toHaveLength(2);
    expect(calls('uploads')).toBe(2);
  });

  it('sends nothing again that may have been charged', async () => {
    const { run, world, calls } = await startFangtang();
    const effect = { connection: 'reset', when: 'after' } as const;
    world.faults.add({ vendor: 'fangtang', endpoint: 'uploads', effect });
    const { error } = await run({ node: retry });
    expect(error?.context.data).toMatchObject({ kind: 'doubtful', charged: 'maybe' });
    expect([calls('uploads'), world.ledger.cost()]).toEqual([1, 1]);
  });

  it('sends nothing again that may have been charged, however long ago', async () => {
    const { run, world, calls } = await startFangtang();
    const effect = { connection: 'reset', when: 'after' } as const;
    world.faults.add({ vendor: 'fangtang', endpoint: 'uploads', effect });
    const { data } = await run();
    for (const { record } of Object.values(data.executionData?.contextData['node:Fangtang'] ?? {}))
      record.at -= 366 * 24 * 3_600_000;
    const retried = await run({ retry: data });
    expect(retried.error?.context.data).toMatchObject({ kind: 'doubtful', charged: 'maybe' });
    expect([calls('uploads'), world.ledger.cost()]).toEqual([1, 1]);
  });

  it.each([
    {
      name: 'two ids for one photo',
      mdf: ['0123456789abcdef0123456789abcdef', 'fedcba98765432100123456789abcdef'],
    },
    { name: 'an id of another form', mdf: ['0123456789ABCDEF'] },
  ])('keeps what was in an answer that makes no sense: $name', async ({ mdf }) => {
    const warn = vi.spyOn(logger, 'warn');
    const { run, world, calls } = await startFangtang();
    const body = JSON.stringify({ code: 200, data: { mdf } });
    world.faults.add({
      vendor: 'fangtang',
      endpoint: 'uploads',
      effect: { response: { status: 200, body } },
    });
    const { error } = await run({ node: retry });
    expect(error?.context.data).toMatchObject({ kind: 'doubtful', charged: 'maybe', ids: { mdf } });
    expect(error?.description).toContain(mdf.join(', '));
    expect(warn).toHaveBeenCalledWith(expect.stringContaining(mdf.join(', ')));
    expect(calls('uploads')).toBe(1);
  });

  it('uploads again what was not accepted', async () => {
    const { run, world, calls } = await startFangtang();
    world.faults.add({ vendor: 'fangtang', endpoint: 'uploads', effect: { error: 'uploadFailed' } });
    const { status } = await run({ node: retry });
    expect(status).toBe('success');
    expect([calls('uploads'), world.ledger.cost()]).toEqual([2, 1]);
  });
});

describe('a node that stops over one of two files that nobody knows about', () => {
  it('names the other', async () => {
    const { run, world } = await startFangtang();
    const effect = { connection: 'reset', when: 'after', delayMs: 50 } as const;
    world.faults.add({ vendor: 'fangtang', endpoint: 'uploads', times: 2, effect });
    const binary = { ...photo(10).binary, other: photo(11).binary?.data as IBinaryData };
    const parameters = { binaryField: 'data,other' };
    const { error } = await run({ parameters, items: [{ json: {}, binary }] });
    expect(error?.context.data).toMatchObject({ charged: 'maybe', doubtful: [{ item: 0 }] });
    expect(world.ledger.cost()).toBe(2);
  });
});
