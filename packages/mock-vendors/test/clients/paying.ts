import { isWholePicture, uploadForm } from './fangtang-client.ts';
import { type Wrong, wrongly } from './mistake.ts';

const bytesAt = async (url: string) => Buffer.from(await (await fetch(url)).arrayBuffer());

const mdfOf = (data: unknown) => (data as { mdf: string[] }).mdf[0] ?? '';

export const paying: readonly Wrong[] = [
  {
    does: 'sends an upload again whose answer was lost',
    rule: 'paid-twice',
    effects: ['cut'],
    client: wrongly({
      upload: (client) =>
        client.steps.patiently(client, async () =>
          mdfOf(await client.steps.call(client, 'uploads', uploadForm())),
        ),
    }),
  },
  {
    does: 'says of a lost upload that it has to be repeated',
    rule: 'paid-twice',
    effects: ['close'],
    client: wrongly({ afterLostUpload: () => new Error('network error, please try again') }),
  },
  {
    does: 'uploads again when the picture cannot be fetched',
    rule: 'paid-twice',
    effects: ['result'],
    client: wrongly({
      async fetchPicture(client, url) {
        const bytes = await bytesAt(url);
        if (isWholePicture(bytes)) return bytes;
        const mdf = await client.steps.upload(client);
        await client.steps.waitFor(client, mdf);
        return bytesAt(await client.steps.urlOf(client, mdf));
      },
    }),
  },
  {
    does: 'uploads again when a task takes long',
    rule: 'paid-twice',
    effects: ['task'],
    client: wrongly({
      async urlOf(client, mdf) {
        const { code } = await client.steps.read(client, mdf);
        const other = code === 1 ? mdf : await client.steps.upload(client);
        if (other !== mdf) await client.steps.waitFor(client, other);
        const { url } = (await client.steps.call(client, 'download', { mdf: other })) as { url: string };
        return url;
      },
      afterLastPoll: () => undefined,
    }),
  },
  {
    does: 'does not name the task when polling fails',
    rule: 'paid-and-lost',
    effects: ['5xx'],
    client: wrongly({ explain: () => new Error('something went wrong, retry later') }),
  },
  {
    does: 'does not name the task when the picture is gone',
    rule: 'paid-and-lost',
    effects: ['result'],
    client: wrongly({ explain: (error) => error as Error }),
  },
  {
    does: 'does not name a task that has not ended',
    rule: 'paid-and-lost',
    effects: ['task'],
    client: wrongly({ explain: () => new Error('not ready yet') }),
  },
];
