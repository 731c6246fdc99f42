import { endpointName } from '@api-repack/core/picwish';
import { picwishWeb } from '@api-repack/core/picwish-web';
import { json } from '../../engine/exchange.ts';
import type { MockHandler, MockRoute, MockVendor } from '../../engine/mock-vendor.ts';
import { routesOf } from '../../engine/routes-of.ts';
import { phaseOf } from '../picwish/task-status.ts';
import { fail } from './call.ts';
import { evidence } from './evidence.ts';
import { anonymousLogin, login } from './login.ts';
import type { PicwishWebSettings } from './settings.ts';
import { type PicwishWebState, stateSlot, telephoneOf } from './state.ts';
import { createWeb, readCleanFile, readWeb } from './tasks.ts';
import { mockWebTools } from './tools.ts';
import { triggers } from './triggers.ts';
import { authorizeUpload, uploadCallback, uploadCallbackPath } from './upload.ts';

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

export const mockPicwishWeb: MockVendor<PicwishWebState, PicwishWebSettings> = {
  ...stateSlot,
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
  evidence,
  triggers,
  fail,
  malformed: (status) => json({ status, message: 'bad request' }, status),
  notFound: () => json({ status: 404, message: 'not found' }, 404),
};
