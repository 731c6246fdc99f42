import {
  type Client,
  type Credentials,
  connect,
  type Host,
  type Session,
  type Vendor,
} from '@api-repack/core';
import { type IExecuteFunctions, NodeOperationError, sleep } from 'n8n-workflow';
import { sendThroughN8n } from './send.ts';

export interface N8nConnection<V extends Vendor> {
  readonly vendor: V;
  /** Name of the credential type. n8n adds it to requests; `baseUrl` is read from it. */
  readonly credential: string;
  /** The fields of the credential that are secret. */
  readonly secrets: readonly string[];
  /** Where the API is, if the credential does not say it in `baseUrl`. */
  readonly baseUrlOf?: (values: CredentialValues) => string;
  /** For credentials that run out while the node runs. */
  readonly sessionOf?: (client: Client<V>, values: CredentialValues) => Session<Credentials<V>>;
}

export type CredentialValues = Readonly<Record<string, unknown>>;

/** A client that sends, waits and stops as n8n wants it. */
export async function connectThroughN8n<V extends Vendor>(
  context: IExecuteFunctions,
  { vendor, credential, secrets, baseUrlOf, sessionOf }: N8nConnection<V>,
  signal: AbortSignal,
): Promise<Client<V>> {
  const values: CredentialValues = await context.getCredentials(credential);
  const baseUrl = String(values.baseUrl || baseUrlOf?.(values) || vendor.baseUrl).trim();
  if (!URL.canParse(baseUrl) || !/^https?:/i.test(baseUrl)) {
    throw new NodeOperationError(context.getNode(), 'The base URL of the credential is not a web address', {
      description: `It has to look like ${vendor.baseUrl}`,
    });
  }
  const host: Host = { send: sendThroughN8n(context, credential), sleep: sleepUnlessAborted, now: Date.now };
  const options = { host, baseUrl, secrets: secrets.map((name) => String(values[name] ?? '')), signal };
  const client = connect(vendor, options);
  return sessionOf ? connect(vendor, { ...options, session: sessionOf(client, values) }) : client;
}

/** The `sleep` of n8n before 2.34 knows no signal, so the race is what ends the wait there. */
async function sleepUnlessAborted(ms: number, signal?: AbortSignal): Promise<void> {
  if (!signal) return sleep(ms);
  signal.throwIfAborted();
  let abort = () => {};
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
  });
  try {
    await Promise.race([sleep(ms, signal), aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
