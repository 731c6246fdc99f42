import { describe, expect, it } from 'vitest';
import { startPicwish } from './helpers/picwish.ts';
import { answer, image } from './helpers/picwish-trouble.ts';

const { parameters } = image('colorization', {
  inputSource: 'url',
  imageUrl: '={{ $fromAI("image") }}',
  output: 'url',
});
const type = 'n8n-nodes-picwish.picwishTool';
const retry = { type, retryOnFail: true, maxTries: 3, waitBetweenTries: 0 };
const input = { image: 'https://example.com/a.jpg' };
const created = (calls: string[]) => calls.filter((name) => name === 'createColorization').length;

describe('as a tool of an agent, the node', () => {
  it('takes arguments, and answers with addresses instead of files', async () => {
    const room = await startPicwish();
    const answered = await room.asTool({ parameters, node: { type } })(input);
    expect(JSON.parse(String(answered))).toMatchObject([{ state: 'done', resultUrl: expect.any(String) }]);
  });

  it('pays once when n8n tries again', async () => {
    const room = await startPicwish();
    room.world.faults.add({
      vendor: 'picwish',
      endpoint: 'readColorization',
      effect: answer({ status: 400, message: 'no' }),
    });
    const answered = await room.asTool({ parameters, node: retry })(input);
    expect(JSON.parse(String(answered))).toMatchObject([{ state: 'done' }]);
    expect(room.world.ledger.cost()).toBe(1);
  });

  it('sends nothing again that may have been charged, also when the agent asks again', async () => {
    const room = await startPicwish();
    const effect = { connection: 'reset', when: 'after' } as const;
    room.world.faults.add({ vendor: 'picwish', endpoint: 'createColorization', effect });
    const call = room.asTool({ parameters, node: retry });
    await expect(call(input)).rejects.toThrow('may have charged');
    await expect(call(input)).rejects.toThrow('may have charged');
    expect(created(room.calls())).toBe(1);
  });

  it('sends nothing again of two like calls at a time, of which one may have been charged', async () => {
    const room = await startPicwish();
    const effect = { connection: 'reset', when: 'after' } as const;
    room.world.faults.add({ vendor: 'picwish', endpoint: 'createColorization', effect });
    const call = room.asTool({ parameters, node: { ...retry, waitBetweenTries: 500 } });
    const both = await Promise.allSettled([call(input), call(input)]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(created(room.calls())).toBe(1);
  });

  it('pays at most once for each of two like calls at a time', async () => {
    const room = await startPicwish();
    const refused = answer({ status: 400, message: 'no' });
    room.world.faults.add({ vendor: 'picwish', endpoint: 'readColorization', effect: refused });
    const call = room.asTool({ parameters, node: { ...retry, waitBetweenTries: 500 } });
    const both = await Promise.all([call(input), call(input)]);
    expect(both.map((text) => JSON.parse(String(text))[0].state)).toEqual(['done', 'done']);
    expect(room.world.ledger.cost()).toBeLessThanOrEqual(2);
  });

  it('sends nothing again also where n8n runs it like any other node', async () => {
    const room = await startPicwish();
    const effect = { connection: 'reset', when: 'after' } as const;
    room.world.faults.add({ vendor: 'picwish', endpoint: 'createColorization', effect });
    const place = { typeVersion: 1, position: [0, 0] as [number, number] };
    const no = (name: string) => ({ ...place, id: name, name, type: 'n8n-nodes-base.noOp', parameters: {} });
    const tool = {
      ...place,
      id: 'tool',
      name: 'Tool',
      type,
      parameters: { ...parameters, imageUrl: input.image, options: { firstWait: 0 } },
      credentials: { picwishApi: { id: '1', name: 'Key' } },
      onError: 'continueRegularOutput' as const,
    };
    const to = (...names: string[]) => ({
      main: [names.map((node) => ({ node, type: 'main' as const, index: 0 }))],
    });
    const nodes = [{ ...no('Start'), type: 'n8n-nodes-base.manualTrigger' }, no('A'), no('B'), tool];
    const connections = { Start: to('A', 'B'), A: to('Tool'), B: to('Tool') };
    const credentials = { picwishApi: room.credentials.picwishApi } as never;
    const { data } = await room.engine.run({ workflow: { nodes, connections }, credentials }).finished;
    expect(data.resultData.runData.Tool).toHaveLength(2);
    expect(created(room.calls())).toBe(1);
  });

  it('pays for each call that the agent makes after a success', async () => {
    const room = await startPicwish();
    const call = room.asTool({ parameters, node: retry });
    await call(input);
    await call(input);
    expect(room.world.ledger.cost()).toBe(2);
  });

  it('tells of its own call only, and not of what else the agent has paid for', async () => {
    const room = await startPicwish();
    const refuse = {
      vendor: 'picwish',
      endpoint: 'readColorization',
      effect: answer({ status: 400, message: 'no' }),
      times: 2,
    };
    room.world.faults.add(refuse);
    const call = room.asTool({ parameters, node: { type } });
    await expect(call(input)).rejects.toThrow();
    const second: Error = await call({ image: 'https://example.com/b.jpg' }).then(
      () => expect.fail('it has to fail'),
      (error) => error,
    );
    const [first, own] = room.world.ledger.entries;
    expect(second.message).toContain(own?.reference);
    expect(second.message).not.toContain(first?.reference);
  });
});
