import { expect, it } from 'vitest';
import { fangtang } from './helpers/fangtang.ts';
import { jpeg } from './helpers/pictures.ts';
import { picwish } from './helpers/picwish.ts';

const scripted = (...states: number[]) => ({ mode: 'scripted' as const, states });
const image = { image_file: jpeg };

it('answers polls of PicWish with the states of a script, and stays at the last one', async () => {
  const mock = picwish();
  mock.world.taskTiming = scripted(4, 4, -8);
  const { task_id } = (await mock.create('visual/scale', image)).body.data;
  const states = [];
  for (let n = 1; n <= 4; n++) states.push((await mock.read('visual/scale', task_id)).body.data.state);
  expect(states).toEqual([4, 4, -8, -8]);
  expect(mock.world.cost()).toBe(0);

  mock.world.taskTiming = scripted(2, 1);
  const { task_id: other } = (await mock.create('visual/scale', image)).body.data;
  await mock.read('visual/scale', other);
  expect((await mock.read('visual/scale', other)).body.data).toMatchObject({
    state: 1,
    image: expect.stringMatching(/^http/),
  });
});

it('answers polls of both generations of Fangtang with the numbers of a script', async () => {
  const mock = fangtang();
  mock.world.taskTiming = scripted(2001, 2008, 2002);
  const { body } = await mock.ask('uploads', { seq: 'repair', platform: 'pc', file: jpeg });
  const poll = async () =>
    (await mock.ask('status', { mdf: body.data.mdf[0], platform: 'pc' })).body.data.mdfs[0];
  expect(await poll()).toMatchObject({ code: 0, task: 2001 });
  expect(await poll()).toMatchObject({ code: 0, task: 2008, state: '图像修复中' });
  expect(await poll()).toMatchObject({ code: 1, task: 2002 });

  mock.world.taskTiming = scripted(2003, 2010);
  const failing = await mock.ask('uploads', { seq: 'sr', platform: 'pc', file: jpeg });
  const mdf = failing.body.data.mdf[0];
  for (const code of [0, 2])
    expect((await mock.ask('status', { mdf, platform: 'pc' })).body.data.mdfs).toMatchObject([{ code }]);

  mock.world.taskTiming = scripted(100, 200);
  const { mdf: v1 } = (await mock.ask('photo/upload', { repair_type: 'sr', file: jpeg })).body.data;
  for (const status of [100, 200])
    expect((await mock.ask('photo/status', { mdf: v1 })).body.data).toMatchObject({ status });
});

it('has a taskTiming for each vendor, which a reset puts back', async () => {
  const mock = fangtang({ taskTiming: { mode: 'manual' } });
  const taskTimingByVendor = { fangtang: { mode: 'immediate' as const } };
  mock.world.taskTimingByVendor = taskTimingByVendor;
  expect(mock.world.taskTimingOf('fangtang')).toEqual(taskTimingByVendor.fangtang);
  expect(mock.world.taskTimingOf('picwish')).toEqual({ mode: 'manual' });
  expect(mock.world.fork('copy').taskTimingOf('fangtang')).toEqual(taskTimingByVendor.fangtang);
  const { body } = await mock.ask('uploads', { seq: 'repair', platform: 'pc', file: jpeg });
  expect(mock.world.tasks.get(body.data.mdf[0])?.taskTiming).toEqual(taskTimingByVendor.fangtang);
  mock.world.reset();
  expect(mock.world.taskTimingOf('fangtang')).toEqual({ mode: 'manual' });
});
