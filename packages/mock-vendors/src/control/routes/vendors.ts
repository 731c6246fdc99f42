import * as v from 'valibot';
import { check, fields, text } from '../check.ts';
import { vendorNamed } from '../find.ts';
import { type Route, route } from '../route.ts';
import { settings } from '../schemas.ts';
import { checkSettings } from '../settings-check.ts';

const tag = 'Vendors';

export const vendorRoutes: readonly Route[] = [
  route({
    ...{ method: 'GET', path: '/vendors', tag },
    summary: 'All vendors: base URLs, ready-made credentials, endpoints and errors',
    run: ({ world, desk: { vendors, origins, worlds } }) => {
      const prefix = world === worlds.main ? '' : `/worlds/${world.name}`;
      return vendors.map(({ name, vendor, readyMade, accounts, curl }) => ({
        name,
        displayName: vendor.displayName,
        origin: `${origins[name]}${prefix}`,
        realOrigin: vendor.baseUrl,
        readyMade: readyMade(world.origin),
        accounts: accounts?.(world) ?? [],
        curl: curl?.(`${origins[name]}${prefix}`),
        endpoints: Object.entries(vendor.endpoints).map(([endpoint, { summary }]) => ({ endpoint, summary })),
        errors: Object.entries(vendor.errors).map(([error, { code, message }]) => ({ error, code, message })),
      }));
    },
  }),
  route({
    ...{ method: 'GET', path: '/settings', tag },
    summary: 'What manuals leave open, as it is set in the world, by vendor',
    run: ({ world, desk }) =>
      Object.fromEntries(desk.vendors.map((mock) => [mock.name, world.settingsOf(mock)])),
  }),
  route({
    ...{ method: 'PATCH', path: '/settings/:vendor', tag },
    summary: 'Change settings of a vendor',
    body: v.record(v.string(), v.unknown(), 'give an object with settings'),
    example: { retentionS: 60 },
    run: ({ world, desk, params: { vendor = '' }, body }) => {
      const mock = vendorNamed(desk.vendors, vendor);
      checkSettings(check(settings, { [vendor]: body }), desk.vendors);
      world.settings = { ...world.settings, [vendor]: { ...world.settings[vendor], ...body } };
      return world.settingsOf(mock);
    },
  }),
  route({
    ...{ method: 'GET', path: '/notices', tag },
    summary: 'What vendors tell people outside of HTTP, such as codes in SMS; nothing is really sent',
    query: fields({ to: v.optional(text) }),
    run: ({ world, desk, query: { to } }) =>
      desk.vendors
        .flatMap((mock) => (mock.notices?.(world) ?? []).map((notice) => ({ vendor: mock.name, ...notice })))
        .filter((notice) => (to ?? notice.to) === notice.to),
  }),
];
