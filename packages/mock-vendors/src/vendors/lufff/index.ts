import { lufff } from '@api-repack/core/lufff';
import type { MockRequest, MockResponse } from '../../engine/exchange.ts';
import type { MockHandler, MockRoute, MockVendor, Notice } from '../../engine/mock-vendor.ts';
import type { World } from '../../world/world.ts';
import { accounts, setAccount } from './accounts.ts';
import { getAdList, getOneAd } from './ads.ts';
import { fail } from './call.ts';
import * as credit from './credit.ts';
import { getRmBgList, rmPicBg, rmPicBgWithUnikey, rmPicBgWithUuid } from './cutouts.ts';
import { errors } from './errors.ts';
import { evidence } from './evidence.ts';
import { certificatePhotoWithUnikey } from './id-photo.ts';
import { loginWithPhoneAndVcode, loginWithUnikey, sendSmsVcode } from './login.ts';
import { result } from './results.ts';
import type { LufffSettings } from './settings.ts';
import { demoOf, type LufffState, stateSlot } from './state.ts';
import { triggers } from './triggers.ts';

const malformed = (status: number): MockResponse => ({
  status,
  headers: { 'content-type': 'text/html' },
  body: '<h1>Bad Request</h1>',
});

const notFound = ({ method, url }: MockRequest): MockResponse => ({
  status: 404,
  headers: { 'content-type': 'text/html' },
  body: `<h1>Not Found</h1><p>mock: Lufff has no ${method} ${URL.parse(url, 'http://lufff')?.pathname}; paths end in a slash</p>`,
});

const onlyIf =
  (isOn: (settings: LufffSettings) => boolean, handler: MockHandler, differs: string): MockHandler =>
  (exchange) => {
    if (isOn(exchange.world.settingsOf(stateSlot))) return handler(exchange);
    exchange.note({ nearest: { endpoint: exchange.endpoint, differs: [differs] } });
    return notFound(exchange.request);
  };

const later = (handler: MockHandler) =>
  onlyIf(({ extension }) => extension, handler, 'the setting extension is off');

/** Both names of a uuid are always served, since nobody knows which one a user's manual has. */
const handlers: Readonly<Record<keyof typeof lufff.endpoints, MockHandler>> = {
  sendSmsVcode,
  loginWithPhoneAndVcode,
  rmPicBg,
  rmPicBgWithUuid,
  rmPicBgWithUnikey,
  getRmBgList,
  getLeftCreditByPhone: credit.getLeftCreditByPhone,
  getLeftCreditByUnikey: credit.getLeftCreditByUnikey,
  getOneAd,
  loginWithUnikey: later(loginWithUnikey),
  certificatePhotoWithUnikey: later(certificatePhotoWithUnikey),
  getSignInReward: later(credit.getSignInReward),
  customerSignIn: later(credit.customerSignIn),
  getCustomerSignInList: later(credit.getCustomerSignInList),
  getAdList: later(getAdList),
};

const routes = Object.entries(handlers).flatMap(([endpoint, handler]): MockRoute[] => {
  const { method, path } = lufff.endpoints[endpoint as keyof typeof handlers];
  return [
    { method, path, endpoint, handler },
    {
      method,
      path: path.slice(0, -1),
      endpoint,
      handler: onlyIf(({ strictSlash }) => !strictSlash, handler, 'path: the slash at the end is missing'),
    },
  ];
});

/** The SMS that went out. */
const notices = (world: World): Notice[] =>
  [...world.stateOf(stateSlot).codes].map(([to, { code }]) => ({ to, text: `code ${code}` }));

export const mockLufff: MockVendor<LufffState, LufffSettings> = {
  ...stateSlot,
  // Its manual documents no errors; faults and the journal need names for the mock's own.
  vendor: { ...lufff, errors },
  portOffset: 4,
  demoCredentials: (world) => {
    const { phone, vcode, customer_id, token, uuid } = demoOf(world);
    return [{ phone, vcode, customer_id: String(customer_id), token }, { uuid }];
  },
  readsBody: true,
  owns: (world, _request, { fields }) => {
    const { tokens, customers } = world.stateOf(stateSlot);
    const known = ['phone', 'uuid', 'unikey'].flatMap((name) => fields.get(name) ?? []);
    if (tokens.has(fields.get('token')?.[0] ?? '')) return true;
    const isKnown = (name: string | null) => name !== null && known.includes(name);
    const isNamed = known.includes(demoOf(world.name).uuid);
    return isNamed || [...customers.values()].some(({ phone, unikey }) => isKnown(phone) || isKnown(unikey));
  },
  accountOf: (world, _request, { fields }) => {
    const { tokens, customers } = world.stateOf(stateSlot);
    const first = (name: string) => fields.get(name)?.[0];
    const unikey = first('unikey') ?? first('uuid');
    const known = [...customers.values()].find((customer) => customer.unikey === unikey);
    return (tokens.get(first('token') ?? '')?.customerId ?? (unikey && known?.id))?.toString();
  },
  routes: [...routes, { method: 'GET', path: '/make-cv/:file', endpoint: 'result', handler: result }],
  notices,
  accounts,
  setAccount,
  curl: (
    origin,
  ) => `curl -H 'Content-Type: application/json' ${origin}${lufff.endpoints.rmPicBgWithUuid.path} \\
  -d '{"uuid":"${demoOf('main').uuid}","img_url":"https://example.com/cat.jpg"}'`,
  evidence,
  triggers,
  fail,
  malformed,
  notFound,
};
