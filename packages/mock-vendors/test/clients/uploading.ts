import { createHmac } from 'node:crypto';
import type { ScenarioContext } from '../../src/audit/index.ts';
import { uploadForm } from './fangtang-client.ts';
import { type Wrong, wrongly } from './mistake.ts';
import { photo } from './photo.ts';

/** Stores a file and reads it back. */
async function storeAndRead(context: ScenarioContext) {
  const { accessKeyId, accessKeySecret = '', bucket } = context.credentials['aliyun-oss'] ?? {};
  const ask = (method: string, type: string) => {
    const date = new Date(context.clock.now()).toUTCString();
    const signed = [method, '', type, date, `/${bucket}/photo.png`].join('\n');
    const signature = createHmac('sha1', accessKeySecret).update(signed).digest('base64');
    return fetch(`${context.origins['aliyun-oss']}/${bucket}/photo.png`, {
      method,
      headers: {
        date,
        authorization: `OSS ${accessKeyId}:${signature}`,
        ...(type && { 'content-type': type }),
      },
      ...(method === 'PUT' && { body: photo }),
      signal: context.signal,
    });
  };
  const stored = await ask('PUT', 'image/png');
  if (stored.status !== 200) throw new Error(`HTTP ${stored.status}`);
  const read = await ask('GET', '');
  if (read.status === 200) return Buffer.from(await read.arrayBuffer());
  await ask('PUT', 'image/png');
  const again = await ask('GET', '');
  if (again.status !== 200) throw new Error(`HTTP ${again.status}`);
  return Buffer.from(await again.arrayBuffer());
}

export const uploading: readonly Wrong[] = [
  {
    does: 'stores a file again when it cannot be read',
    rule: 'needless-upload',
    effects: ['5xx'],
    client: storeAndRead,
  },
  {
    does: 'uploads again where downloads cost',
    rule: 'needless-upload',
    effects: ['result'],
    client: (context) => {
      const fangtang = { third_code: 'hili-download', secret_key: 'hiliad' };
      const paysForDownloads = { ...context, credentials: { ...context.credentials, fangtang } };
      return wrongly({
        async waitFor(client, mdf) {
          await client.steps.pause(client, 1_000);
          await client.steps.read(client, mdf);
          await client.steps.pause(client, 1_000);
          const { code } = await client.steps.read(client, mdf);
          if (code !== 1) throw new Error('it took too long');
          await client.steps.call(client, 'uploads', uploadForm());
        },
      })(paysForDownloads);
    },
  },
];
