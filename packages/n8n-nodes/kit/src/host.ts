import { createHash } from 'node:crypto';
import {
  type Client,
  type Connection,
  type Credentials,
  connect,
  type Host,
  type Limiter,
  limiter,
  type Vendor,
} from '@api-repack/core';
import { type IHttpRequestHelper, NodeOperationError } from 'n8n-workflow';
import { sleepUnlessAborted } from './deadline.ts';
import { type Login, loginThroughN8n } from './login.ts';
import { type NodeContext, sendPlainly, sendThroughN8n } from './send.ts';

export interface N8nConnection<V extends Vendor> {
  readonly vendor: V;
  /** Name of the credential type. n8n adds it to requests; `baseUrl` is read from it. */
  readonly credential: string;
  /** The fields of the credential that are secret. */
  readonly secrets: readonly string[];
  /** Where the API is, if the credential does not say it in `baseUrl`. */
  readonly baseUrlOf?: (values: CredentialValues) => string;
  /** For credentials that sign more than requests, so that core does it instead of n8n. */
  readonly credentialsOf?: (values: CredentialValues) => Credentials<V>;
  /** Which kind of credentials that is, where the vendor has several. */
  readonly scheme?: string;
  /** For credentials that run out. */
  readonly login?: Login<V>;
}

export type CredentialValues = Readonly<Record<string, unknown>>;

/** A client that sends, waits and stops as n8n wants it. */
export async function connectThroughN8n<V extends Vendor>(
  context: NodeContext,
  { vendor, credential, secrets, scheme, baseUrlOf, credentialsOf, login }: N8nConnection<V>,
  signals: Pick<Connection, 'signal' | 'chargeSignal'> = {},
): Promise<Client<V>> {
  const values = { ...(await context.getCredentials(credential)) };
  const baseUrl = String(values.baseUrl || baseUrlOf?.(values) || vendor.baseUrl).trim();
  if (!URL.canParse(baseUrl) || !/^https?:/i.test(baseUrl)) {
    throw new NodeOperationError(context.getNode(), 'The base URL of the credential is not a web address', {
      description: `It has to look like ${vendor.baseUrl}`,
    });
  }
  const host: Host = { ...clock, send: sendThroughN8n(context, credential, values) };
  const hidden = secrets.map((name) => String(values[name] ?? '').trim());
  const options = {
    host,
    baseUrl,
    secrets: hidden,
    scheme,
    ...(credentialsOf && { credentials: credentialsOf(values) }),
    ...signals,
    limiter: limiterOf(vendor, [baseUrl, ...hidden]),
  };
  if (!login) return connect(vendor, options);
  const loggingIn = connect(vendor, { ...options, retry: { times: 0, firstMs: 0 } });
  return connect(vendor, { ...options, session: loginThroughN8n(loggingIn, values, login) });
}

/** For what a credential type does on its own, such as logging in. */
export const hostOf = ({ helpers }: IHttpRequestHelper): Host => ({ ...clock, send: sendPlainly(helpers) });

export const clock: Pick<Host, 'sleep' | 'now'> = { sleep: sleepUnlessAborted, now: () => Date.now() };

const limiters = new Map<string, Limiter>();

/** One for all executions in this process that use the same key at the same place. */
function limiterOf({ name, rate }: Vendor, key: readonly string[]): Limiter | undefined {
  if (!rate) return undefined;
  const hash = createHash('sha256')
    .update(JSON.stringify([name, ...key]))
    .digest('hex');
  const known = limiters.get(hash) ?? limiter(rate, clock);
  limiters.set(hash, known);
  return known;
}
