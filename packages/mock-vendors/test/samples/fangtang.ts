import { openResult } from '@api-repack/core';
import {
  balance,
  defaultWait,
  type fangtang,
  finish,
  type Job,
  restore,
  upload,
} from '@api-repack/core/fangtang';
import { expect } from 'vitest';
import { jpeg, png } from '../helpers/pictures.ts';
import type { Samples } from '../helpers/samples.ts';

const mdf = '9804b4cb5b4740fb26afde5f2831c0f5';

export const samples: Samples<typeof fangtang> = {
  credentials: { third_code: 'hiliad', secret_key: 'hiliad' },
  inputs: {
    uploads: { seq: ['repair'], file: [jpeg] },
    status: { mdf: [mdf] },
    download: { mdf },
    nums: {},
    photoUpload: { repair_type: 'sr', file: jpeg },
    photoStatus: { mdf },
    photoDownload: { mdf },
  },
  operations: {
    'restores pictures with v2': async (client) => {
      const job: Job = { api: 'v2', seq: ['repair', 'bg'], rgb: '-1', file: [jpeg, png] };
      const restored = await restore(client, job, defaultWait);
      expect(restored).toMatchObject([
        { progress: 'done', stage: 2002 },
        { progress: 'done', stage: 2002 },
      ]);
      for (const { url } of restored)
        expect(await openResult(client.connection, url)).toMatchObject({ type: 'image/png' });
    },
    'restores a picture with v1': async (client) => {
      const job: Job = { api: 'v1', repair_type: 'sr,repair', file: jpeg };
      const [restored] = await restore(client, job, defaultWait);
      expect(await openResult(client.connection, restored?.url ?? '')).toMatchObject({ type: 'image/jpeg' });
    },
    'processes an earlier upload again, without the file': async (client) => {
      const first = await upload(client, { api: 'v2', seq: ['repair'], file: [jpeg] });
      const second = await upload(client, { api: 'v2', seq: ['colour'], mdf: first });
      expect(await finish(client, 'v2', second, defaultWait)).toMatchObject([{ id: second[0] }]);
    },
    'reads the balance': async (client) => {
      expect(await balance(client)).toEqual({ channel: 'hiliad', left: expect.any(Number) });
    },
  },
};
