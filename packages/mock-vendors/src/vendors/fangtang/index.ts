import { fangtang } from '@api-repack/core/fangtang';
import { json } from '../../engine/exchange.ts';
import { type MockHandler, type MockRoute, type MockVendor, named } from '../../engine/mock-vendor.ts';
import { accounts, setAccount } from './accounts.ts';
import { endpoint, fail } from './call.ts';
import { download, photoDownload } from './download.ts';
import { evidence } from './evidence.ts';
import { icon, original, preview, result } from './files.ts';
import type { FangtangSettings } from './settings.ts';
import { phaseOf } from './stages.ts';
import { type FangtangState, stateSlot } from './state.ts';
import { photoStatus, status } from './status.ts';
import { triggers } from './triggers.ts';
import { photoUpload, uploads } from './upload.ts';

const nums = endpoint(({ channel }) => ({ code: channel.third_code, nums: channel.left }));

const handlers: Readonly<Record<keyof typeof fangtang.endpoints, MockHandler>> = {
  uploads,
  status,
  download,
  nums,
  photoUpload,
  photoStatus,
  photoDownload,
};

const files: readonly MockRoute[] = [
  { method: 'GET', path: '/api/toc/download/input/:file', endpoint: 'original', handler: original },
  { method: 'GET', path: '/api/toc/download/output/wmk_:file', endpoint: 'preview', handler: preview },
  { method: 'GET', path: '/api/toc/download/output/icon_:file', endpoint: 'icon', handler: icon },
  { method: 'GET', path: '/api/:third_code/download/:file', endpoint: 'result', handler: result },
  { method: 'GET', path: '/static/life_img/:file', endpoint: 'result', handler: result },
  { method: 'GET', path: '/static/img/:file', endpoint: 'original', handler: original },
];

export const mockFangtang: MockVendor<FangtangState, FangtangSettings> = {
  ...stateSlot,
  vendor: fangtang,
  portOffset: 3,
  demoCredentials: (world) => [
    { third_code: named('hiliad', world), secret_key: 'hiliad', billing: 'one credit an upload' },
    { third_code: named('hili-download', world), secret_key: 'hiliad', billing: 'one credit a download' },
  ],
  routes: [
    ...Object.entries(handlers).map(([name, handler]) => {
      const { method, path } = fangtang.endpoints[name as keyof typeof handlers];
      return { method, path, endpoint: name, handler };
    }),
    ...files,
  ],
  accounts,
  setAccount,
  ownCredentials: ['secret_key'],
  curl: (origin) => `time=$(date +%s)
token=$(printf hiliad$time | openssl md5 -r | cut -c1-32),$time
curl ${origin}/api/third/company/nums -H "token: $token" -F third_code=hiliad`,
  readsBody: true,
  owns: (world, { url }, { fields }) => {
    const { channels, pictures } = world.stateOf(stateSlot);
    const mdf = /[0-9a-f]{32}/.exec(url)?.[0] ?? '';
    return channels.has(fields.get('third_code')?.[0] ?? '') || pictures.has(mdf);
  },
  accountOf: (_world, _request, { fields }) => fields.get('third_code')?.[0],
  phaseOf,
  evidence,
  triggers,
  fail,
  malformed: (status) => json({ code: 9000, errno: status, msg: 'bad request' }, status),
  notFound: ({ method, url }) =>
    json({ code: 9000, errno: 404, msg: `mock: Fangtang has no ${method} ${url.split('?')[0]}` }, 404),
};
