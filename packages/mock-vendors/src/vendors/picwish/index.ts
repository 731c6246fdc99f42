import {
  endpointName,
  picwish,
  regions,
  type ToolName,
  templateOrigin,
  tools,
} from '@api-repack/core/picwish';
import { json } from '../../engine/exchange.ts';
import { type MockHandler, type MockVendor, named } from '../../engine/mock-vendor.ts';
import { routesOf } from '../../engine/routes-of.ts';
import { accounts, setAccount } from './accounts.ts';
import { fail } from './call.ts';
import { create } from './create.ts';
import { credits } from './credits.ts';
import { evidence } from './evidence.ts';
import { read } from './read.ts';
import type { PicwishSettings } from './settings.ts';
import { type PicwishState, stateSlot } from './state.ts';
import { phaseOf } from './task-status.ts';
import { backgroundTemplates } from './templates.ts';
import { triggers } from './triggers.ts';
import { realKey } from './verify.ts';

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
  routes: routesOf(picwish, {
    ...Object.fromEntries(ofTools),
    credits,
    backgroundTemplates,
  }),
  accountOf: (world, { headers }) => world.stateOf(stateSlot).keys.get(headers['x-api-key'] ?? '')?.account,
  realKey,
  accounts,
  setAccount,
  ownCredentials: ['apiKey'],
  moreOrigins: [regions.global, templateOrigin],
  curl: (
    origin,
  ) => `curl -H 'X-API-KEY: mock-picwish-key' -F image_url=https://example.com/face.jpg -F sync=1 \\
  ${origin}/api/tasks/visual/segmentation`,
  phaseOf,
  evidence,
  triggers,
  fail,
  malformed: (status) => json({ status, message: 'bad request' }, status),
  notFound: () => json({ status: 404, message: 'wxtech.aoscdn.com not found' }, 404),
};
