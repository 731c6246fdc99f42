import { endpointName, picwish, regions, type ToolName, tools } from '@api-repack/core/picwish';
import { picwishWeb } from '@api-repack/core/picwish-web';
import { json } from '../../engine/exchange.ts';
import { type MockHandler, type MockRoute, type MockVendor, named } from '../../engine/mock-vendor.ts';
import { accounts, setAccount } from './accounts.ts';
import { fail } from './call.ts';
import { create } from './create.ts';
import { credits } from './credits.ts';
import { read } from './read.ts';
import type { PicwishSettings } from './settings.ts';
import { type PicwishState, stateSlot, telephoneOf } from './state.ts';
import { phaseOf } from './task-status.ts';
import { triggers, webTriggers } from './triggers.ts';
import { realKey } from './verify.ts';
import { webFail } from './web-call.ts';
import { anonymousLogin, login } from './web-login.ts';
import { createWeb, readCleanFile, readWeb } from './web-tasks.ts';
import { mockWebTools } from './web-tools.ts';
import { authorizeUpload, uploadCallback, uploadCallbackPath } from './web-upload.ts';

const ofTools = (Object.keys(tools) as ToolName[]).flatMap((name): [string, MockHandler][] => [
  [endpointName('create', name), create(name)],
  [endpointName('read', name), read(name)],
]);

export const mockPicwish: MockVendor<PicwishState, PicwishSettings> = {
  ...stateSlot,
  vendor: picwish,
  portOffset: 1,
  demoCredentials: (world) => [
    { apiKey: named('mock-picwish-key', world), account: 'rich' },
    { apiKey: named('mock-picwish-poor-key', world), account: 'poor' },
  ],
  owns: (world, { headers }) => world.stateOf(stateSlot).keys.has(headers['x-api-key'] ?? ''),
  routes: routesOf(picwish, Object.fromEntries([...ofTools, ['credits', credits]])),
  accountOf: (world, { headers }) => world.stateOf(stateSlot).keys.get(headers['x-api-key'] ?? '')?.account,
  realKey,
  accounts,
  setAccount,
  ownCredentials: ['apiKey'],
  moreOrigins: [regions.global],
  curl: (
    origin,
  ) => `curl -H 'X-API-KEY: mock-picwish-key' -F image_url=https://example.com/face.jpg -F sync=1 \\
  ${origin}/api/tasks/visual/segmentation`,
  phaseOf,
  triggers,
  fail,
  notFound: () => json({ status: 404, message: 'wxtech.aoscdn.com not found' }, 404),
};

const { anonymousScale: _, ...webTools } = mockWebTools;

const ofWebTools = (Object.keys(webTools) as (keyof typeof webTools)[]).flatMap(
  (name): [string, MockHandler][] => [
    [endpointName('create', name), createWeb(name)],
    [endpointName('read', name), readWeb(name)],
  ],
);

/** What our client does not call: OSS does, and guests do. */
const others: readonly MockRoute[] = [
  { method: 'POST', path: uploadCallbackPath, endpoint: 'uploadCallback', handler: uploadCallback },
  ...['/base/passport/v2/login/anonymous', '/base/passport/v1/api/login'].map((path) => ({
    method: 'POST',
    path,
    endpoint: 'anonymousLogin',
    handler: anonymousLogin,
  })),
  {
    method: 'POST',
    path: '/app/picwish/tasks/anonymity/scale',
    endpoint: 'createAnonymousScale',
    handler: createWeb('anonymousScale'),
  },
  {
    method: 'GET',
    path: '/app/picwish/tasks/anonymity/scale/:task_id',
    endpoint: 'readAnonymousScale',
    handler: readWeb('anonymousScale'),
  },
];

/** Shares settings and memory with `mockPicwish`. */
export const mockPicwishWeb: MockVendor = {
  name: 'picwish-web',
  defaults: {},
  initialState: () => ({}),
  vendor: picwishWeb,
  portOffset: 1,
  demoCredentials: (world) => [{ telephone: telephoneOf(world), password: 'mock-password' }],
  readsBody: true,
  owns: (world, { headers }, { fields }) => {
    const { accounts, logins, uploads } = world.stateOf(stateSlot);
    const first = (name: string) => fields.get(name)?.[0] ?? '';
    const token = (headers.authorization ?? '').replace('Bearer ', '');
    return logins.has(token) || accounts.has(first('telephone')) || uploads.has(first('object'));
  },
  routes: [
    ...routesOf(picwishWeb, { login, authorizeUpload, readCleanFile, ...Object.fromEntries(ofWebTools) }),
    ...others,
  ],
  accountOf: (world, { headers }) =>
    world.stateOf(stateSlot).logins.get((headers.authorization ?? '').replace('Bearer ', ''))?.userId,
  // Where guests log in.
  moreOrigins: ['https://gw.aoscdn.com', 'https://awpp.aoscdn.com'],
  curl: (origin) => `curl -H 'Content-Type: application/json' \\
  -d '{"telephone":"13800138000","password":"mock-password"}' ${origin}/base/passport/v2/login/telephone`,
  phaseOf,
  triggers: webTriggers,
  fail: webFail,
  notFound: () => json({ status: 404, message: 'not found' }, 404),
};

function routesOf(
  { endpoints }: Pick<MockVendor['vendor'], 'endpoints'>,
  handlers: Readonly<Record<string, MockHandler>>,
): MockRoute[] {
  return Object.entries(endpoints).map(([endpoint, { method, path }]) => {
    const handler = handlers[endpoint];
    if (!handler) throw new Error(`no handler for ${endpoint}`);
    return { method, path, endpoint, handler };
  });
}
