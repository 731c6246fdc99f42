import * as v from 'valibot';
import { check, fields, text } from '../check.ts';
import { vendorNamed } from '../find.ts';
import { type ControlRoute, route } from '../route.ts';
import { settings } from '../schemas.ts';
import { checkSettings } from '../settings-check.ts';

const tag = 'Vendors';

export const vendorRoutes: readonly ControlRoute[] = [
  route({
    ...{ method: 'GET', path: '/vendors', tag },
    summary: 'All vendors: base URLs, demo credentials, endpoints and errors',
    run: ({ world, context: { vendors, origins, worlds } }) => {
      const prefix = world === worlds.main ? '' : `/worlds/${world.name}`;
      return vendors.map(({ name, vendor, demoCredentials, accounts, curl }) => ({
        name,
        displayName: vendor.displayName,
        origin: `${origins[name]}${prefix}`,
        realOrigin: vendor.baseUrl,
        demoCredentials: demoCredentials(world.origin),
        accounts: accounts?.(world) ?? [],
        curl: curl?.(`${origins[name]}${prefix}`),
        endpoints: Object.entries(vendor.endpoints).map(([endpoint, { summary }]) => ({ endpoint, summary })),
        errors: Object.entries(vendor.errors).map(([error, { code, message }]) => ({ error, code, message })),
      }));
    },
  }),
  route({
    ...{ method: 'GET', path: '/settings', tag },
    summary: 'The settings of the world, by vendor: what manuals leave open',
    run: ({ world, context }) =>
      Object.fromEntries(context.vendors.map((mock) => [mock.name, world.settingsOf(mock)])),
  }),
  route({
    ...{ method: 'PATCH', path: '/settings/:vendor', tag },
    summary: 'Change settings of a vendor',
    body: v.record(v.string(), v.unknown(), 'give an object with settings'),
    example: { retentionS: 60 },
    run: ({ world, context, params: { vendor = '' }, body }) => {
      const mock = vendorNamed(context.vendors, vendor);
      checkSettings(check(settings, { [vendor]: body }), context.vendors);
      world.settings = { ...world.settings, [vendor]: { ...world.settings[vendor], ...body } };
      return world.settingsOf(mock);
    },
  }),
  route({
    ...{ method: 'GET', path: '/notices', tag },
    summary: 'What vendors send to people outside of HTTP, such as codes by SMS; the mocks send nothing',
    query: fields({ to: v.optional(text) }),
    run: ({ world, context, query: { to } }) =>
      context.vendors
        .flatMap((mock) => (mock.notices?.(world) ?? []).map((notice) => ({ vendor: mock.name, ...notice })))
        .filter((notice) => (to ?? notice.to) === notice.to),
  }),
];
