import { mockVendors } from '@api-repack/mock-vendors';
import type { IDataObject } from 'n8n-workflow';
import { expect, test } from 'vitest';
import { startOss } from './helpers/aliyun-oss.ts';
import { startFangtang } from './helpers/fangtang.ts';
import { startLufff } from './helpers/lufff.ts';
import { photo, startPicwish } from './helpers/picwish.ts';

/** `npm run assume` tries each alternative of each guessed setting; otherwise one of each vendor is tried. */
const isFull = process.env.ASSUME === 'full';

const picwishWith = (vendor: string, resource: string) => async (settings: object) => {
  const { run } = await startPicwish({ settings: { [vendor]: settings } });
  return run({ parameters: { resource, operation: 'colorization' }, items: [photo(40)] });
};

/** Starts a workflow that pays and gets a picture, with one setting of the vendor's mock changed. */
const runs = {
  fangtang: async (settings: object) => (await startFangtang({ settings: { fangtang: settings } })).run(),
  lufff: async (settings: IDataObject) =>
    (await startLufff(settings)).run({ parameters: { imageUrl: 'https://example.com/cat.jpg' } }),
  picwish: picwishWith('picwish', 'image'),
  'picwish-web': picwishWith('picwish-web', 'accountImage'),
};

const nodes = { fangtang: 'Fangtang', lufff: 'Lufff', picwish: 'PicWish', 'picwish-web': 'PicWish' };

const assumptions = mockVendors.flatMap(({ name, evidence }) => {
  const all = Object.entries(evidence?.assumptions ?? {}).flatMap(([setting, { alternatives }]) =>
    alternatives.map((alternative) => ({ vendor: name, setting, alternative })),
  );
  return isFull ? all : all.slice(0, 1);
});

type Paying = keyof typeof runs;
const ofPaying = assumptions.flatMap(({ vendor, ...one }) =>
  vendor in runs ? [{ ...one, vendor: vendor as Paying }] : [],
);

test.each(ofPaying)(
  'the node and $vendor, whose $setting is $alternative',
  async ({ vendor, setting, alternative }) => {
    const { items, error } = await runs[vendor]({ [setting]: alternative as never });
    const [item] = items(nodes[vendor]);
    expect({ error, item }).toMatchObject({
      error: undefined,
      item: { json: { state: 'done' }, binary: { data: { fileName: expect.any(String) } } },
    });
  },
);

test.each(assumptions.filter(({ vendor }) => vendor === 'aliyun-oss'))(
  'the node Aliyun OSS, where $setting is $alternative',
  async ({ setting, alternative }) => {
    const { run, put } = await startOss({ [setting]: alternative });
    await put('a.txt', 'hello');
    const { items, error } = await run({ parameters: { operation: 'download', key: 'a.txt' } });
    expect({ error, json: items('Aliyun OSS')[0]?.json }).toMatchObject({
      error: undefined,
      json: { key: 'a.txt', bytes: 5 },
    });
  },
);
