import { isWholePicture } from './fangtang-client.ts';
import { type Wrong, wrongly } from './mistake.ts';
import { photo } from './photo.ts';

const bytesAt = async (url: string) => Buffer.from(await (await fetch(url)).arrayBuffer());

export const results: readonly Wrong[] = [
  {
    does: 'saves whatever the address of the result answers',
    rule: 'wrong-result',
    effects: ['result'],
    client: wrongly({
      async fetchPicture(_client, url) {
        const bytes = await bytesAt(url);
        return bytes.length === 0 ? Promise.reject(new Error('empty')) : bytes;
      },
    }),
  },
  {
    does: 'saves a picture that was cut off',
    rule: 'wrong-result',
    effects: ['cut'],
    client: wrongly({
      async fetchPicture(_client, url) {
        const bytes = await bytesAt(url);
        if (!/^(ffd8ff|89504e47)/.test(bytes.toString('hex'))) throw new Error('no picture');
        return bytes;
      },
    }),
  },
  {
    does: 'gives the preview when there is no result',
    rule: 'wrong-result',
    effects: ['result'],
    client: wrongly({
      async fetchPicture(_client, url) {
        const bytes = await bytesAt(url);
        const mdf = /[0-9a-f]{32}/.exec(url)?.[0];
        if (isWholePicture(bytes)) return bytes;
        return bytesAt(`${new URL(url).origin}/api/toc/download/output/wmk_${mdf}.jpg`);
      },
    }),
  },
  {
    does: 'gives the photo back when the task fails',
    rule: 'wrong-result',
    effects: ['task'],
    client: wrongly({
      async run(client) {
        const mdf = await client.steps.upload(client);
        let hasFailed = false;
        const fail = () => {
          hasFailed = true;
        };
        const wait = {
          ...client,
          steps: { ...client.steps, afterFailedTask: fail },
        };
        try {
          await client.steps.waitFor(wait, mdf);
          if (hasFailed) return photo;
          return await client.steps.fetchPicture(client, await client.steps.urlOf(client, mdf));
        } catch (error) {
          throw client.steps.explain(error, mdf);
        }
      },
    }),
  },
  {
    does: 'swallows all errors',
    rule: 'silent-failure',
    effects: ['html'],
    client: async (context) => {
      try {
        return await wrongly({})(context);
      } catch {
        return undefined;
      }
    },
  },
  {
    does: 'says that all is well when there is no picture',
    rule: 'silent-failure',
    effects: ['result'],
    client: wrongly({
      async fetchPicture(_client, url) {
        const bytes = await bytesAt(url);
        return isWholePicture(bytes) ? bytes : 'done';
      },
    }),
  },
  {
    does: 'ends without a word when a task has failed',
    rule: 'silent-failure',
    effects: ['task'],
    client: wrongly({
      async run(client) {
        const mdf = await client.steps.upload(client);
        let hasFailed = false;
        const fail = () => {
          hasFailed = true;
        };
        const wait = {
          ...client,
          steps: { ...client.steps, afterFailedTask: fail },
        };
        try {
          await client.steps.waitFor(wait, mdf);
          if (hasFailed) return '';
          return await client.steps.fetchPicture(client, await client.steps.urlOf(client, mdf));
        } catch (error) {
          throw client.steps.explain(error, mdf);
        }
      },
    }),
  },
];
