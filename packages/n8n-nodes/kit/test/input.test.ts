import type { IBinaryData, INodeExecutionData } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import { png, startToy, withFile } from './helpers/toy-node.ts';

const file = (more: Partial<Record<keyof IBinaryData, unknown>> = {}) =>
  ({ data: png.toString('base64'), fileName: 'a.png', mimeType: 'image/png', ...more }) as IBinaryData;
const item = (binary: INodeExecutionData['binary']): INodeExecutionData => ({
  json: {},
  ...(binary && { binary }),
});
const url = (imageUrl: unknown) => ({ inputSource: 'url', imageUrl: () => imageUrl });

describe('an input that is none is refused before anything is paid, also as the last of several', () => {
  it.each([
    ['no file', undefined],
    ['an empty file', { data: file({ data: '' }) }],
    ['a file of blanks', { data: file({ data: ' \n' }) }],
    ['a file without content', { data: file({ data: undefined }) }],
  ])('%s', async (_, binary) => {
    const { failure, vendor } = startToy();
    const error = await failure({ items: [withFile('a.png'), item(binary as INodeExecutionData['binary'])] });
    expect(error.context.itemIndex).toBe(1);
    expect(vendor.calls).toBe(0);
  });

  it.each(['nonsense', '', 'ftp://x/y', undefined, 'oss://me:sesame@b/a.png?Signature=sesame'])(
    'the URL %o, without what may be secret',
    async (imageUrl) => {
      const { failure, vendor } = startToy();
      const error = await failure({ parameters: url(imageUrl) });
      expect(error.context.data).toMatchObject({ kind: 'bad-input', charged: 'no' });
      expect(`${error.message} ${error.description}`).not.toContain('sesame');
      expect(vendor.calls).toBe(0);
    },
  );

  it('a data URL, which is not repeated', async () => {
    const { message } = await startToy().failure({
      parameters: url(`data:image/png;base64,${'A'.repeat(1_000_000)}`),
    });
    expect(message.length).toBeLessThan(300);
  });

  it('one of two files of an item, where the workflow continues', async () => {
    const { run, vendor } = startToy();
    const binary = { data: file(), empty: file({ data: '' }) };
    const output = await run({
      items: [item(binary), withFile('b.png')],
      parameters: { binaryField: 'data,empty' },
      continueOnFail: true,
    });
    expect(output.map(({ json }) => 'error' in json)).toEqual([true, true]);
    expect(vendor.calls).toBe(0);
  });
});

describe('a file of an item', () => {
  it.each([
    ['a number as its name', { fileName: 20260101 }],
    ['no type', { mimeType: undefined }],
    ['a number as its type', { mimeType: 7 }],
    ['a name of 300 letters', { fileName: `${'x'.repeat(300)}.png` }],
    ['the name constructor', { fileName: 'constructor' }],
    ['the name __proto__', { fileName: '__proto__' }],
    ['line breaks in its text', { data: png.toString('base64').replace(/.{20}/g, '$&\r\n') }],
  ])('with %s is sent', async (_, wrong) => {
    expect(await startToy().run({ items: [item({ data: file(wrong) })] })).toHaveLength(1);
  });

  it.each(['data, other', '*'])(
    'is one of several that %o names, each with a result of its own',
    async (binaryField) => {
      const binary = { data: file(), other: file({ fileName: 'b.png' }) };
      const output = await startToy().run({ items: [item(binary)], parameters: { binaryField } });
      expect(output.map(({ json, pairedItem }) => [json.sourceFileName, pairedItem])).toEqual([
        ['a.png', { item: 0 }],
        ['b.png', { item: 0 }],
      ]);
    },
  );

  it('is named by the error that it causes', async () => {
    const { run, vendor } = startToy();
    vendor.beforeCharge = () => {
      throw new Error('no');
    };
    const [error] = await run({ continueOnFail: true });
    expect(error?.json.details).toMatchObject({ source: { field: 'data', file: 'a.png' } });
  });
});
