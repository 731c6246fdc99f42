import type { IDataObject } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import { accessKeySecret, startOss, textFile } from './helpers/aliyun-oss.ts';

const file = { json: { n: 1 }, binary: { data: textFile('hello', 'hello.txt') } };
const two = { json: {}, binary: { a: textFile('1', '1.txt'), b: textFile('2', '2.txt') } };

interface Mistake {
  readonly parameters: IDataObject;
  readonly bucket?: IDataObject;
  readonly details?: IDataObject;
  readonly calls?: readonly string[];
}

const mistakes: Readonly<Record<string, Mistake>> = {
  'no key': { parameters: { operation: 'delete', key: '={{ $json.none }}' } },
  'a key that begins with a slash': { parameters: { operation: 'delete', key: '/a.txt' } },
  'one key for two files': { parameters: { binaryField: '*', key: 'a.txt' } },
  'a callback that is no URL': { parameters: { options: { callbackUrl: 'my server' } } },
  'a bucket that cannot be': { parameters: {}, bucket: { bucket: 'My Bucket' } },
  'an endpoint that is a page': {
    parameters: {},
    bucket: { endpoint: 'https://oss.console.aliyun.com/a/b' },
  },
  'no region for V4': { parameters: {}, bucket: { signatureVersion: 'v4' } },
  'a wrong secret': {
    parameters: {},
    bucket: { accessKeySecret: 'sesame-0817' },
    details: { kind: 'auth', code: 'SignatureDoesNotMatch' },
    calls: ['putObject'],
  },
  'another bucket': {
    parameters: { operation: 'list' },
    bucket: { bucket: 'nobodys' },
    details: { kind: 'not-found', code: 'NoSuchBucket' },
    calls: ['listObjects'],
  },
  'an object that is not there': {
    parameters: { operation: 'download', key: 'none.txt' },
    details: { kind: 'not-found', code: 'NoSuchKey' },
    calls: ['headObject'],
  },
};

describe('Aliyun OSS node', () => {
  it.each(Object.entries(mistakes))('says what is wrong with %s', async (_, mistake) => {
    const { parameters, bucket = {}, details = { kind: 'bad-input' }, calls: expected = [] } = mistake;
    const { run, calls, keys } = await startOss();
    const items = [parameters.binaryField === '*' ? two : file];
    const { error } = await run({ parameters, bucket, items });
    expect(error?.context.data).toMatchObject({ ...details, charged: 'no' });
    const shown = JSON.stringify([error, error?.context]);
    for (const hidden of [accessKeySecret, 'sesame-0817']) expect(shown).not.toContain(hidden);
    expect(calls()).toEqual(expected);
    expect(keys()).toEqual([]);
  });

  it('keeps an object that is there on request, and replaces it otherwise', async () => {
    const { run, put } = await startOss();
    await put('a.txt', 'first');
    const kept = await run({ parameters: { key: 'a.txt', options: { keepExisting: true } }, items: [file] });
    expect(kept.error?.context.data).toMatchObject({ code: 'FileAlreadyExists' });
    const replaced = await run({ parameters: { key: 'a.txt' }, items: [file] });
    expect(replaced.error).toBeUndefined();
  });

  it('says that the file is stored when only its callback failed', async () => {
    const { run, keys } = await startOss();
    const options = { callbackUrl: 'http://127.0.0.1:9/stored' };
    const { error } = await run({ parameters: { key: 'a.txt', options }, items: [file] });
    expect(error?.context.data).toMatchObject({
      code: 'CallbackFailed',
      charged: 'no',
      ids: { bucket: 'mock-bucket', object: 'a.txt' },
    });
    expect(keys()).toEqual(['a.txt']);
  });

  it('lets a file that cannot be stored leave through the error output, with its name', async () => {
    const { run, world } = await startOss();
    world.faults.add({ vendor: 'aliyun-oss', endpoint: 'putObject', effect: { error: 'accessDenied' } });
    const parameters = { binaryField: '*' };
    const { items, error } = await run({
      parameters,
      items: [two],
      node: { onError: 'continueErrorOutput' },
    });
    expect(error).toBeUndefined();
    expect(items('Aliyun OSS')).toHaveLength(1);
    expect(items('Aliyun OSS', 1)).toMatchObject([
      { json: { details: { code: 'AccessDenied', source: { file: expect.stringMatching(/^\d\.txt$/) } } } },
    ]);
  });
});
