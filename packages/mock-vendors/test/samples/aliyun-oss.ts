import { type aliyunOss, listObjects, presignedUrl, putObject } from '@api-repack/core/aliyun-oss';
import { expect } from 'vitest';
import { jpeg } from '../helpers/pictures.ts';
import type { Samples } from '../helpers/samples.ts';

/** As a domain name of the bucket's own, so that one base URL goes for every bucket. */
const credentials = {
  accessKeyId: 'mock-oss-key',
  accessKeySecret: 'mock-oss-secret',
  bucket: 'mock-bucket',
  endpoint: 'oss-cn-hangzhou.aliyuncs.com',
  cname: true,
} as const;

const key = 'photos/2026/猫 & dog+1.jpg';

export const samples: Samples<typeof aliyunOss> = {
  credentials,
  inputs: {
    putObject: { key, body: jpeg },
    headObject: { key },
    deleteObject: { key },
    listObjects: { prefix: 'photos/' },
  },
  operations: {
    'stores, describes, shows and deletes an object': async (client, { origins, world, host }) => {
      const { etag } = await putObject(client, { key, body: jpeg, contentType: 'image/jpeg' });
      const { headers } = await client.headObject({ key });
      expect(headers).toMatchObject({ etag: `"${etag}"`, 'content-type': 'image/jpeg' });
      expect(await listObjects(client, { prefix: 'photos/' })).toMatchObject([
        { key, size: jpeg.size, etag },
      ]);
      const grant = { ...credentials, endpoint: origins['aliyun-oss'] as string };
      const url = presignedUrl(grant, { method: 'GET', key, expiresInS: 60 }, world.clock.now());
      const shown = await host.send({
        method: 'GET',
        url,
        headers: {},
        auth: false,
        answer: 'stream',
        timeoutMs: 5_000,
      });
      expect(shown).toMatchObject({ status: 200, headers: { 'content-length': String(jpeg.size) } });
      await client.deleteObject({ key });
      await expect(client.headObject({ key })).rejects.toMatchObject({ kind: 'not-found' });
    },
  },
};
