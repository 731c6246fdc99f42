import * as v from 'valibot';
import { check } from '../../check.ts';
import type { HttpRequest } from '../../http.ts';
import * as p from './parameters.ts';

/** What a login with a phone number gave. */
export interface LufffAccount {
  readonly customer_id: string | number;
  readonly token: string;
}

/** Any unique text, made up by its owner. Later manuals call the same thing `unikey`. */
export type LufffUuid = { readonly uuid: string } | { readonly unikey: string };

export type LufffCredentials = LufffAccount | LufffUuid;

const account = v.object(
  { customer_id: p.customerId, token: p.token },
  'is missing: this call needs the customer_id and token of an account',
);
const uuid = v.object({ uuid: p.uuid }, 'is missing: this call needs a uuid (or unikey)');

/** Lufff takes credentials as fields of the body; the path determines which ones. */
export function authenticate(request: HttpRequest, credentials: LufffCredentials): HttpRequest {
  const fields = request.body && 'json' in request.body ? (request.body.json as object) : {};
  return { ...request, body: { json: { ...identityFor(request.url, credentials), ...fields } } };
}

function identityFor(url: string, credentials: LufffCredentials): object {
  const where = { vendor: 'lufff', endpoint: 'credentials' };
  const [, name] = /_(uuid|unikey)\/$/.exec(url) ?? [];
  if (name === undefined) return check(account, credentials, 'bad-input', where) as object;
  const given = 'unikey' in credentials ? { uuid: credentials.unikey } : credentials;
  return { [name]: (check(uuid, given, 'bad-input', where) as { uuid: string }).uuid };
}
