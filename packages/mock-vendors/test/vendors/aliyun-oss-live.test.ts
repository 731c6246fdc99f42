import { expect, it } from 'vitest';
import { openAliOss } from '../helpers/ali-oss.ts';

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
