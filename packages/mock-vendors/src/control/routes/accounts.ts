import { type InferOutput, optional } from 'valibot';
import type { MockVendor, VendorAccount } from '../../engine/mock-vendor.ts';
import type { World } from '../../world/world.ts';
import { BadRequest, check, fields, type InputProblem, text } from '../check.ts';
import { vendorNamed } from '../find.ts';
import { type ControlRoute, route } from '../route.ts';
import { accountChange } from '../schemas.ts';

const tag = 'Accounts';

export const accountRoutes: readonly ControlRoute[] = [
  route({
    ...{ method: 'GET', path: '/accounts', tag },
    summary: 'The accounts that the vendors know, with their credits',
    run: ({ world, context }) =>
      context.vendors.flatMap((mock) =>
        (mock.accounts?.(world) ?? []).map((account) => ({ vendor: mock.name, ...account })),
      ),
  }),
  route({
    ...{ method: 'PUT', path: '/accounts/:vendor/:name', tag },
    summary: 'Set the credits of an account; a name that the vendor does not know becomes a new account',
    body: accountChange,
    example: { left: 0 },
    run: ({ world, context, params: { vendor = '', name = '' }, body }) => {
      const mock = vendorNamed(context.vendors, vendor);
      checkAccount(mock, body, []);
      const credentials = mock.setAccount?.(world, { name, ...body });
      return { vendor, ...find(mock, world, name), credentials };
    },
  }),
];

/** Whether the vendor has accounts, and such credentials. `path` is where the account stands in what was given. */
export function checkAccount(
  { name, setAccount, ownCredentials = [] }: MockVendor,
  { credentials = {} }: InferOutput<typeof accountChange>,
  path: InputProblem['path'],
): void {
  if (!setAccount) throw new BadRequest(`${name} has no accounts with credits`);
  const known = fields(Object.fromEntries(ownCredentials.map((one) => [one, optional(text)])));
  check(known, credentials, [...path, 'credentials']);
}

/** A vendor may list an account under another name than it was made with. */
function find({ accounts }: MockVendor, world: World, name: string): VendorAccount | undefined {
  const all = accounts?.(world) ?? [];
  return all.find((account) => account.name === name) ?? all.at(-1);
}
