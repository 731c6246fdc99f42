import { type Client, connect, type Vendor } from '@api-repack/core';
import { type LufffClient, lufff } from '@api-repack/core/lufff';
import { type Item, refuse } from '@api-repack/n8n-kit';
import type { IDataObject, INodeProperties } from 'n8n-workflow';

/** For a workflow that logs in by itself. */
export const loginOptions: INodeProperties[] = [
  {
    displayName: 'Login: Customer ID',
    name: 'customerId',
    type: 'string',
    default: '',
    placeholder: 'e.g. {{ $json.customerId }}',
    description: 'What Log In returned, to use instead of the credential. Needs the token, too.',
  },
  {
    displayName: 'Login: Token',
    name: 'token',
    type: 'string',
    typeOptions: { password: true },
    default: '',
    placeholder: 'e.g. {{ $json.token }}',
    description: 'What Log In returned, to use instead of the credential. Needs the customer ID, too.',
  },
];

export const usesUuid = (item: Item): boolean => item.parameter('authentication', 'account') === 'uuid';

/** The telephone number of the form or, if that is empty, of the credential. */
export async function withPhone(item: Item, input: IDataObject): Promise<IDataObject> {
  if (input.phone !== undefined) return input;
  const { phone = '' } = usesUuid(item)
    ? {}
    : await item.context.getCredentials('lufffAccountApi', item.index);
  if (phone !== '') return { ...input, phone: String(phone).trim() };
  throw refuse(item, "'Phone Number' is empty", 'Enter it here or in the credential');
}

/** Reading the credit of a UUID needs no telephone number. */
export const withPhoneOfAccount = (item: Item, input: IDataObject): IDataObject | Promise<IDataObject> =>
  usesUuid(item) ? {} : withPhone(item, input);

/** A client for what belongs to an account: that of an earlier Log In if the options name it. */
export async function accountOf(item: Item): Promise<Client<Vendor>> {
  const login = loginOf(item);
  if (login) return opened(connect(lufff, login));
  if (usesUuid(item))
    throw refuse(
      item,
      'This operation needs an account',
      'Choose a credential of the type Lufff Account API, or enter the customer ID and token of a Log In in the options',
    );
  const stored = await item.context.getCredentials('lufffAccountApi', item.index);
  if (stored.customerId !== '' && stored.token !== '') return item.client;
  throw refuse(
    item,
    'The credential has no customer ID or no token',
    'Run Send SMS Code and Log In, then enter what Log In returns in the credential, or in the options of this node',
  );
}

function loginOf(item: Item): Parameters<typeof connect<typeof lufff>>[1] | undefined {
  const customer_id = String(item.parameter<unknown>('options.customerId', '')).trim();
  const token = String(item.parameter<unknown>('options.token', '')).trim();
  if (customer_id === '' && token === '') return undefined;
  if (customer_id === '' || token === '')
    throw refuse(
      item,
      "'Login: Customer ID' and 'Login: Token' go together",
      'Enter both options or none of them',
    );
  const { connection } = item.client as unknown as LufffClient;
  const secrets = [...(connection.secrets ?? []), token];
  return { ...connection, credentials: { customer_id, token }, secrets };
}

const opened = (client: LufffClient): Client<Vendor> => client as unknown as Client<Vendor>;

/** For calls that Lufff offers for a UUID only. */
export function uuidOf(item: Item): Client<Vendor> {
  if (usesUuid(item)) return item.client;
  throw refuse(item, 'This operation needs a UUID', 'Choose a credential of the type Lufff UUID API');
}

/** Whose credits an image costs. */
export function payerOf(item: Item): Client<Vendor> | Promise<Client<Vendor>> {
  const hasLogin = item.parameter('options.token', '') !== '';
  return usesUuid(item) && !hasLogin ? item.client : accountOf(item);
}
