import { expect, it } from 'vitest';
import { openAliOss } from '../helpers/ali-oss.ts';
import { call, elementOf } from '../helpers/oss.ts';
import { openInProcess } from '../helpers/plain-oss.ts';

const configuration = {
  Description: 'a camera',
  Status: 'enabled',
  Target: { Type: 'HLS', FragDuration: '2', FragCount: '4', PlaylistName: 'list.m3u8' },
};

it('keeps live channels with their state', async () => {
  const { client } = await openAliOss();
  await client.putChannel('camera', configuration);
  expect((await client.getChannel('camera')).data).toEqual(configuration);
  expect((await client.getChannelStatus('camera')).data).toMatchObject({ Status: 'Idle' });
  await client.putChannelStatus('camera', 'disabled');
  expect((await client.getChannelStatus('camera')).data).toMatchObject({ Status: 'Disabled' });
  expect((await client.getChannelHistory('camera')).res.status).toBe(200);
  await client.deleteChannel('camera');
  await expect(client.getChannel('camera')).rejects.toMatchObject({ code: 'NoSuchLiveChannel', status: 404 });
});

it('lists live channels page by page', async () => {
  const { client } = await openAliOss();
  for (const name of ['a1', 'a2', 'b1']) await client.putChannel(name, configuration);
  const { channels, nextMarker } = await client.listChannels({ prefix: 'a', 'max-keys': 1 });
  expect([channels.length, nextMarker]).toEqual([1, 'a1']);
  const rest = await client.listChannels({ prefix: 'a', marker: nextMarker });
  expect(rest.channels).toMatchObject([{ Name: 'a2', Status: 'enabled' }]);
});

const put = async (document: string) => {
  const oss = openInProcess();
  const body = `<LiveChannelConfiguration>${document}</LiveChannelConfiguration>`;
  const { status, text } = await call(oss, { method: 'PUT', path: '/mock-bucket/camera?live', body });
  return elementOf(text, 'EC') ?? status;
};

const target = (more: string) => put(`<Target><Type>HLS</Type>${more}</Target>`);
const playlist = (length: number) =>
  target(`<PlaylistName>${'p'.repeat(length - '.m3u8'.length)}.m3u8</PlaylistName>`);

it.each([
  ['FragDuration', '0044-00000014'],
  ['FragCount', '0044-00000015'],
])('takes 1 to 100 for %s, and calls others %s', async (name, ec) => {
  for (const [value, outcome] of [
    ['0', ec],
    ['1', 200],
    ['99', 200],
    ['100', 200],
    ['101', ec],
    ['1.5', ec],
    ['abc', ec],
  ])
    expect([value, await target(`<${name}>${value}</${name}>`)]).toEqual([value, outcome]);
});

it('takes a playlist of 6 to 128 letters that is one', async () => {
  expect(await playlist(5)).toBe('0044-00000017');
  expect([await playlist(6), await playlist(128)]).toEqual([200, 200]);
  expect(await playlist(129)).toBe('0044-00000017');
  expect(await target('<PlaylistName>my/list.m3u8</PlaylistName>')).toBe('0044-00000016');
  expect(await target('<PlaylistName>list.text</PlaylistName>')).toBe('0044-00000018');
});

it('takes a status that there is, and HLS for the type', async () => {
  expect(await put('<Status>abc</Status><Target><Type>HLS</Type></Target>')).toBe('0044-00000002');
  expect(await put('<Status>disabled</Status><Target><Type>HLS</Type></Target>')).toBe(200);
  expect(await put('<Target><Type>DASH</Type></Target>')).toBe('0031-00000001');
  expect(await put('')).toBe('0031-00000001');
});
