import sharp from 'sharp';
import { expect, it, vi } from 'vitest';
import { stateSlot } from '../../src/vendors/fangtang/state.ts';
import { ImageFailure } from '../../src/world/images.ts';
import { type Fangtang, fangtang } from '../helpers/fangtang.ts';
import { jpeg } from '../helpers/pictures.ts';

const platform = 'pc';
const hour = 3_600_000;

async function uploaded({ ask }: Fangtang, fields: object = {}): Promise<string> {
  return (await ask('uploads', { seq: 'repair', platform, file: jpeg, ...fields })).body.data.mdf[0];
}

const rowOf = async ({ ask }: Fangtang, mdf: string) =>
  (await ask('status', { mdf, platform })).body.data.mdfs[0];

async function photoOf(mock: Fangtang, fields: object): Promise<Buffer> {
  const { mdf } = (await mock.ask('photo/upload', { file: jpeg, ...fields })).body.data;
  mock.clock.advance(10_000);
  return (await mock.get((await mock.ask('photo/download', { mdf })).body.data.url)).body;
}

it('makes a v1 picture twice as large with sr', async () => {
  const file = await photoOf(fangtang(), { repair_type: 'sr' });
  expect(await sharp(file).metadata()).toMatchObject({ width: 48, height: 32 });
});

it('gives a v1 picture the background that was asked for, and none where none was', async () => {
  const cornerOf = async (file: Buffer) => [...(await sharp(file).raw().toBuffer()).subarray(0, 3)];
  const red = await cornerOf(await photoOf(fangtang(), { repair_type: 'bg', rgb: '235,51,35' }));
  expect(red[0]).toBeGreaterThan(200);
  expect(red[1]).toBeLessThan(90);
  const plain = await cornerOf(await photoOf(fangtang(), { repair_type: 'sr', rgb: '235,51,35' }));
  expect(plain[1]).toBeGreaterThan(200);
});

it('leaves the queue after a tenth of the time', async () => {
  const mock = fangtang();
  const mdf = await uploaded(mock);
  mock.clock.advance(999);
  expect((await rowOf(mock, mdf)).task).toBe(2001);
  mock.clock.advance(1);
  expect((await rowOf(mock, mdf)).task).toBe(2008);
});

it('has one stage for both kinds of coloring', async () => {
  const mock = fangtang({}, { extensions: true });
  const mdf = await uploaded(mock, { seq: 'colourbeta' });
  mock.clock.advance(5_000);
  expect((await rowOf(mock, mdf)).task).toBe(2009);
});

it.each([
  ['of v2, whatever steps were asked for', [2009], { code: 0, task: 2009, state: '图像上色中' }],
  ['of v1, as stages of v2', [100], { code: 0, task: 2001 }],
  ['of v1 that is done, as done', [200], { code: 1, task: 2002 }],
])('tells v2 a state of a script %s', async (_, states, row) => {
  const mock = fangtang();
  mock.world.taskTiming = { mode: 'scripted', states };
  expect(await rowOf(mock, await uploaded(mock))).toMatchObject(row);
});

it('rounds the size of a result up to whole kilobytes', async () => {
  const mock = fangtang();
  const mdf = await uploaded(mock);
  mock.clock.advance(10_000);
  const result = { bytes: new Uint8Array(1025), width: 10, height: 20 };
  vi.spyOn(mock.world.blobs, 'once').mockResolvedValue(result);
  expect((await rowOf(mock, mdf)).res_size).toBe('10x20px 2KB');
});

it('gives the credit back at once for a result that cannot be made, if told so', async () => {
  const mock = fangtang({}, { refundOnTaskFailure: true });
  const mdf = await uploaded(mock);
  mock.clock.advance(10_000);
  vi.spyOn(mock.world.blobs, 'once').mockRejectedValue(new ImageFailure('broken'));
  expect(await rowOf(mock, mdf)).toMatchObject({ code: 2, task: 2010 });
  expect(mock.world.ledger.entries.map(({ credits }) => credits)).toEqual([1, -1]);
});

it('keeps pictures and their tasks in memory for two hours, and no longer', async () => {
  const mock = fangtang();
  const { pictures } = mock.world.stateOf(stateSlot);
  const first = await uploaded(mock);
  mock.clock.advance(2 * hour);
  const second = await uploaded(mock);
  expect([...pictures.keys()]).toEqual([first, second]);
  mock.clock.advance(1);
  const third = await uploaded(mock);
  expect([...pictures.keys()]).toEqual([second, third]);
  expect([...mock.world.tasks.state]).toMatchObject([
    [second, { vendor: 'fangtang' }],
    [third, { vendor: 'fangtang' }],
  ]);
});
