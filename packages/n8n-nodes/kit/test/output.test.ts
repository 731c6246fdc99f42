import { describe, expect, it } from 'vitest';
import { startToy, withFile } from './helpers/toy-node.ts';
import { refusal } from './helpers/toy-vendor.ts';

const resultUrl = 'https://toy.example/result.png';

describe('an output', () => {
  it('says what came out of what, how large it is, what it cost, and until when it is there', async () => {
    const [item] = await startToy().run();
    expect(item).toMatchObject({
      json: {
        id: 'task-1',
        state: 'done',
        sourceFileName: 'a.png',
        fileName: 'a-toy.png',
        width: 3,
        height: 2,
        bytes: expect.any(Number),
        credits: 2,
        expiresAt: expect.any(String),
        resultUrl,
      },
      binary: { data: { fileName: 'a-toy.png', mimeType: 'image/png' } },
    });
  });

  it.each([
    ['url', true, false],
    ['file', false, true],
    ['both', true, true],
  ])('has what is asked for: %s', async (output, hasUrl, hasFile) => {
    const [item] = await startToy().run({ parameters: { output, outputField: 'made' } });
    expect(['resultUrl' in (item?.json ?? {}), Boolean(item?.binary?.made)]).toEqual([hasUrl, hasFile]);
  });

  it('has a field of its own for each further file', async () => {
    const { run, vendor } = startToy();
    vendor.files.push({ field: 'class_masks.tops', url: 'https://toy.example/tops.png' });
    vendor.files.push({ field: 'images.1.image', url: 'https://toy.example/2.png' });
    const [item] = await run();
    expect(Object.keys(item?.binary ?? {})).toEqual(['data', 'data_classMasksTops', 'data_image2']);
    expect(item?.json).toMatchObject({
      classMasksTopsUrl: expect.any(String),
      image2Url: expect.any(String),
    });
    expect(item?.binary?.data_image2?.fileName).toBe('a-toy-image2.png');
  });

  it.each([
    ['{name}-{operation}', 'a-cut-out.png'],
    ['{id}', 'task-1.png'],
    ['shop/{item}', 'shop-0.png'],
    ['{unknown}', '{unknown}.png'],
  ])('is named by a pattern: %s', async (fileName, expected) => {
    const [item] = await startToy().run({ parameters: { options: { fileName } } });
    expect(item?.json.fileName).toBe(expected);
  });
});

describe('the input', () => {
  const input = withFile('a.png', { order: 7, state: 'new', input: 1, error: 'old' });
  const options = (includeInput: string) => ({ parameters: { options: { includeInput } }, items: [input] });

  it('stays out unless it is wanted', async () => {
    const [item] = await startToy().run({ items: [input] });
    expect(item?.json).not.toHaveProperty('order');
    expect(item?.json).not.toHaveProperty('input');
  });

  it('has a field of its own', async () => {
    const [item] = await startToy().run(options('field'));
    expect(item?.json).toMatchObject({ state: 'done', input: input.json });
  });

  it('is merged, and nothing of it or of the result is lost', async () => {
    const [item] = await startToy().run(options('merged'));
    expect(item?.json).toMatchObject({
      order: 7,
      state: 'done',
      input: { state: 'new', input: 1, error: 'old' },
    });
    expect(item?.json).not.toHaveProperty('error');
  });

  it('is among the details of an error, with its files on request', async () => {
    const { run, vendor } = startToy();
    vendor.beforeCharge = () => {
      throw refusal();
    };
    const parameters = { options: { includeInput: 'field', includeFiles: true } };
    const [item] = await run({ parameters, items: [input], continueOnFail: true });
    expect(item?.json.details).toMatchObject({ code: 7, input: input.json });
    expect(item?.binary).toEqual(input.binary);
  });

  it('keeps its files on request, except where the result is', async () => {
    const binary = { ...input.binary, other: withFile('o.png').binary?.data };
    const parameters = { options: { includeFiles: true } };
    const [item] = await startToy().run({ parameters, items: [{ json: {}, binary } as never] });
    expect(item?.binary?.other?.fileName).toBe('o.png');
    expect(item?.binary?.data?.fileName).toBe('a-toy.png');
  });
});

describe('a result URL with something else than a file', () => {
  it.each([
    ['JSON that no manual lists', { body: '{"code":1,"message":"?"}' }],
    ['an error as XML', { body: '<?xml version="1.0"?><Error><Code>NoSuchKey</Code></Error>' }],
    ['a web page', { body: '<!DOCTYPE html><p>Sorry', headers: { 'content-type': 'image/png' } }],
    ['nothing', { body: '' }],
    ['bytes in an unknown encoding', { body: 'xyz', headers: { 'content-encoding': 'br' } }],
  ])('%s is never saved as a picture, and the error has the ids', async (_, response) => {
    const { failure, vendor, responses } = startToy();
    responses.set(resultUrl, response);
    const error = await failure({});
    expect(error.context.data).toMatchObject({
      kind: 'protocol',
      charged: 'yes',
      ids: { task_id: 'task-1' },
    });
    expect(vendor.charged).toHaveLength(1);
  });

  it('is what the manual of the vendor says, if that lists it', async () => {
    const { failure, responses } = startToy();
    responses.set(resultUrl, { body: '{"code":500,"message":"gone"}' });
    const error = await failure({});
    expect(error.context.data).toMatchObject({
      kind: 'not-found',
      code: 500,
      charged: 'yes',
      ids: { task_id: 'task-1' },
    });
  });

  it.each(['text/plain', 'application/json', 'application/octet-stream', 'image/jpeg'])(
    'a picture that is labeled %s is what its bytes say',
    async (type) => {
      const { run, responses } = startToy();
      responses.set(resultUrl, { headers: { 'content-type': type } });
      expect(await run()).toMatchObject([
        { binary: { data: { mimeType: 'image/png', fileName: 'a-toy.png' } } },
      ]);
    },
  );
});
