import { inspect } from 'node:util';
import type { IBinaryKeyData } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import { inMemory } from './helpers/fangtang.ts';
import { picture } from './helpers/pictures.ts';
import { apiKey, password, photo, type RunOptions, startPicwish } from './helpers/picwish.ts';
import { answer, image, inAccount } from './helpers/picwish-trouble.ts';

const colorize = image('colorization');
const photos = (count: number) => Array.from({ length: count }, (_, index) => photo(10 + index));

describe('Retry On Fail', () => {
  const retry = { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 };

  it.each([
    { with: 'a key', endpoint: 'readColorization', vendor: 'picwish', run: colorize },
    {
      with: 'an account',
      endpoint: 'readColorization',
      vendor: 'picwish-web',
      run: inAccount('colorization'),
    },
  ])('goes on with the ids and starts nothing again, with $with', async ({ endpoint, vendor, run }) => {
    const room = await startPicwish();
    room.world.faults.add({ vendor, endpoint, effect: answer({ status: 400, message: 'no' }) });
    const { status, items } = await room.run({ ...run, items: photos(2), node: retry });
    expect(status).toBe('success');
    expect(items('PicWish')).toHaveLength(2);
    expect(room.calls().filter((name) => name === 'createColorization')).toHaveLength(2);
  });

  it('goes on also with what was being paid for when another item failed', async () => {
    const room = await startPicwish();
    const vendor = 'picwish-web';
    room.world.faults.add({ vendor, endpoint: 'createColorization', effect: { delayMs: 400 } });
    room.world.faults.add({ vendor, endpoint: 'readColorization', effect: answer({ status: 400 }) });
    const { status, items } = await room.run({
      ...inAccount('colorization'),
      items: photos(2),
      node: retry,
    });
    expect(status).toBe('success');
    expect(items('PicWish')).toHaveLength(2);
    expect(room.calls().filter((name) => name === 'createColorization')).toHaveLength(2);
  });

  it.each([-3, -7, -9])('makes a new task of one that failed (%i), which cost nothing', async (code) => {
    const room = await startPicwish();
    const effect = { task: 'failed', code } as const;
    room.world.faults.add({ vendor: 'picwish', endpoint: 'createColorization', effect });
    const { status } = await room.run({ ...colorize, items: photos(1), node: retry });
    expect(status).toBe('success');
    expect(room.calls().filter((name) => name === 'createColorization')).toHaveLength(2);
    expect(room.world.ledger.cost()).toBe(1);
  });

  it('does not take another mask for the same work', async () => {
    const room = await startPicwish();
    const refused = answer({ status: 400, message: 'no' });
    room.world.faults.add({ vendor: 'picwish', endpoint: 'readInpaint', effect: refused });
    const masked = (name: string) => {
      const binary = { ...photo(10).binary, mask: inMemory(picture(10), name) } as IBinaryKeyData;
      return {
        ...image('inpaint', { mask: 'mask_file', mask_file: 'mask' }),
        items: [{ json: {}, binary }],
      };
    };
    const { data } = await room.run(masked('a.png'));
    const retried = structuredClone(data);
    for (const entry of retried.executionData?.nodeExecutionStack ?? [])
      entry.data.main = [masked('b.png').items];
    await room.run({ ...masked('b.png'), retry: retried });
    expect(room.calls().filter((name) => name === 'createInpaint')).toHaveLength(2);
  });

  it('sends nothing again at which PicWish failed itself: it may have charged before', async () => {
    const room = await startPicwish();
    room.world.faults.add({
      vendor: 'picwish',
      endpoint: 'createColorization',
      effect: { error: 'internal' },
    });
    const { error } = await room.run({ ...colorize, items: photos(1), node: retry });
    expect(error?.context.data).toMatchObject({ kind: 'doubtful', charged: 'maybe' });
    expect(room.calls()).toEqual(['createColorization']);
  });
});

describe('the Stop button', () => {
  it.each([
    { with: 'a key', run: colorize, id: /task_id [0-9a-f-]{36}/ },
    { with: 'an account', run: inAccount('colorization'), id: /task_id [0-9a-f-]{36}/ },
  ])('ends a wait at once, and tells the id, with $with', async ({ run, id }) => {
    const room = await startPicwish({ taskTiming: { mode: 'manual' } });
    const parameters = { ...run.parameters, options: { pollInterval: 600, waitLimit: 9000 } };
    const execution = room.start({ parameters, items: photos(1) });
    await room.called('readColorization');
    const before = performance.now();
    execution.cancel();
    const { status, error } = await execution.finished;
    expect(performance.now() - before).toBeLessThan(3_000);
    expect([status, error?.message]).toEqual(['canceled', 'The execution was canceled']);
    expect(error?.description).toMatch(id);
  });

  it('ends also the wait for a turn at PicWish', async () => {
    const room = await startPicwish();
    const execution = room.start({ ...colorize, items: photos(8) });
    await room.called('createColorization', 3);
    execution.cancel();
    expect((await execution.finished).status).toBe('canceled');
    expect(room.calls().filter((name) => name === 'createColorization').length).toBeLessThan(8);
  });
});

describe('two calls a second', () => {
  it('are never exceeded, by many items or by several executions with the same key', {
    timeout: 20_000,
  }, async () => {
    const room = await startPicwish({ settings: { picwish: { qps: 2 } } }, { speed: 1 });
    const parameters = { ...colorize.parameters, waitMode: 'none', output: 'url' };
    const runs = await Promise.all([3, 2].map((count) => room.run({ parameters, items: photos(count) })));
    expect(runs.map(({ error }) => error)).toEqual([undefined, undefined]);
    expect(room.world.journal.entries.filter(({ status }) => status === 429)).toEqual([]);
    expect(room.world.ledger.cost()).toBe(5);
  });
});

describe('passwords, keys and tokens', () => {
  const everything = (value: unknown) =>
    inspect(value, { depth: 40, showHidden: true, maxStringLength: null });
  const token = /v2,\d+,\d+,[0-9a-f]{32}/;
  const grant = /STS\.N|CAIS/;
  const at = (vendor: string, endpoint: string, effect: object) => ({ vendor, endpoint, effect, times: 3 });
  const quoting = (...secrets: string[]) => answer({ status: 401, message: `no ${secrets.join(' ')}` });
  const quotingKey = quoting(apiKey);
  const quotingAccount = quoting(password, 'v2,20002,482,0123456789abcdef0123456789abcdef');
  const lost = { connection: 'reset' };

  it.each<{ name: string; run: RunOptions; fault?: object }>([
    { name: 'success with a key', run: colorize },
    { name: 'success with an account', run: inAccount('colorization') },
    { name: 'a refused key', run: colorize, fault: at('picwish', 'createColorization', quotingKey) },
    {
      name: 'a lost connection',
      run: colorize,
      fault: at('picwish', 'createColorization', lost),
    },
    {
      name: 'a refused login',
      run: inAccount('colorization'),
      fault: at('picwish-web', 'login', quotingAccount),
    },
    {
      name: 'a lost login',
      run: inAccount('colorization'),
      fault: at('picwish-web', 'login', lost),
    },
    {
      name: 'a refused token',
      run: inAccount('colorization'),
      fault: at('picwish-web', 'createColorization', quotingAccount),
    },
    {
      name: 'a refused upload',
      run: inAccount('colorization'),
      fault: at('aliyun-oss', 'putObject', { error: 'signatureDoesNotMatch' }),
    },
    {
      name: 'a lost upload',
      run: inAccount('colorization'),
      fault: at('aliyun-oss', 'putObject', lost),
    },
  ])('are nowhere in the data of an execution after $name', async ({ run, fault }) => {
    const room = await startPicwish();
    if (fault) room.world.faults.add(fault as never);
    for (const onError of ['stopWorkflow', 'continueRegularOutput'] as const) {
      const { data } = await room.run({ ...run, items: photos(1), node: { onError } });
      const text = everything(data) + JSON.stringify(data);
      expect(text).toContain('PicWish');
      for (const secret of [apiKey, password, token, grant]) expect(text).not.toMatch(secret);
    }
  });
});
