import { connect } from '@api-repack/core';
import { type LufffClient, lufff, type Payer } from '@api-repack/core/lufff';
import { booleanOf, type ItemOf, type Operation, refuse } from '@api-repack/n8n-kit';
import type { INodeProperties } from 'n8n-workflow';

export type LufffItem = ItemOf<typeof lufff>;
export type LufffOperation = Operation<typeof lufff>;

/** How long a receipt is good for: Lufff does not say how long it keeps results. */
export const retentionMs = 3_600_000;

export const phoneField: INodeProperties = {
  displayName: 'Phone Number',
  name: 'phone',
  type: 'string',
  default: '',
  placeholder: 'e.g. 13800138000',
  description: 'If empty, the one in the credential',
};

/** For a workflow that logs in by itself. */
export const loginOptions: INodeProperties[] = [
  {
    displayName: 'Customer ID',
    name: 'customerId',
    type: 'string',
    default: '',
    placeholder: 'e.g. {{ $json.customerId }}',
    description: 'What Log In returned, to use instead of the credential. Needs the token, too.',
  },
  {
    displayName: 'Token',
    name: 'token',
    type: 'string',
    typeOptions: { password: true },
    default: '',
    placeholder: 'e.g. {{ $json.token }}',
    description: 'What Log In returned, to use instead of the credential. Needs the customer ID, too.',
  },
];

export const usesUuid = (item: LufffItem): boolean => item.parameter('authentication', 'account') === 'uuid';

export async function phoneOf(item: LufffItem): Promise<string> {
  const own = item.parameter('phone', '');
  if (own !== '') return String(own);
  const { phone = '' } = usesUuid(item)
    ? {}
    : await item.context.getCredentials('lufffAccountApi', item.index);
  if (phone !== '') return String(phone);
  throw refuse(item, 'No phone number is given', 'Enter it here or in the credential');
}

/** A client for what belongs to an account: that of an earlier Log In if the options name it. */
export async function accountOf(item: LufffItem): Promise<LufffClient> {
  const customer_id = String(item.parameter('options.customerId', ''));
  const token = item.parameter('options.token', '');
  if (customer_id !== '' && token !== '') {
    const { connection } = item.client;
    const secrets = [...(connection.secrets ?? []), token];
    return connect(lufff, { ...connection, credentials: { customer_id, token }, secrets });
  }
  if (customer_id !== '' || token !== '')
    throw refuse(item, 'A customer ID and its token go together', 'Enter both options or none of them');
  if (usesUuid(item))
    throw refuse(
      item,
      'This needs an account',
      'Choose Account as the authentication, or enter the customer ID and token of a Log In in the options',
    );
  const stored = await item.context.getCredentials('lufffAccountApi', item.index);
  if (stored.customerId !== '' && stored.token !== '') return item.client;
  throw refuse(
    item,
    'The credential has no customer ID or no token',
    'Run Send SMS Code and Log In, then enter what Log In returns in the credential, or in the options of this node',
  );
}

/** For calls that Lufff offers for a UUID only. */
export function uuidOf(item: LufffItem): LufffClient {
  if (usesUuid(item)) return item.client;
  throw refuse(item, 'This needs a UUID', 'Choose UUID as the authentication');
}

/** Whose credits an image costs. */
export async function payerOf(item: LufffItem): Promise<{ client: LufffClient; payer: Payer }> {
  const hasLogin = item.parameter('options.token', '') !== '';
  if (!usesUuid(item) || hasLogin) return { client: await accountOf(item), payer: 'account' };
  const isLater = booleanOf(item, 'options.unikeyEndpoint', false);
  return { client: item.client, payer: isLater ? 'unikey' : 'uuid' };
}
