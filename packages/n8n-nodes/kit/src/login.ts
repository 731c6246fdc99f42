import {
  type Client,
  type Connection,
  type Credentials,
  isVendorError,
  loginSession,
  type Session,
  type Vendor,
} from '@api-repack/core';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

/** For a credential that n8n fills by logging in (`preAuthentication`). */
export interface Login<V extends Vendor> {
  /** The field that it fills. */
  readonly field: string;
  /** Whether that is of the login that the other fields describe. */
  readonly isCurrent: (values: ICredentialDataDecryptedObject) => boolean;
  /** Any call that is free. */
  readonly call: (client: Client<V>) => Promise<unknown>;
}

const isRefusal = (error: unknown): boolean => isVendorError(error) && error.kind === 'auth';

const longestPauseMs = 60_000;

/** The next call comes at once, and the vendor may have asked for fewer of them. */
async function pauseAfter(error: unknown, { host, signal }: Connection): Promise<void> {
  if (!isVendorError(error) || error.kind !== 'rate-limit') return;
  const { retryAfterMs = 1_000 } = error.context;
  if (retryAfterMs > longestPauseMs) throw error;
  await host.sleep(retryAfterMs, signal);
}

/**
 * Lets n8n log in, which stores what it gets for later executions, unlike a login of our own. It does so only on the way
 * to a call, and for each call that finds nothing: so one call goes ahead of all others.
 */
export function loginThroughN8n<V extends Vendor>(
  client: Client<V>,
  values: ICredentialDataDecryptedObject,
  { field, isCurrent, call }: Login<V>,
): Session<Credentials<V>> {
  let refusal: unknown;
  const known = () => (isCurrent(values) ? ({ [field]: values[field] } as Credentials<V>) : undefined);
  const callLoggingIn = (): Promise<unknown> => {
    values[field] = '';
    return call(client).then(
      () => undefined,
      (reason) => reason,
    );
  };
  return loginSession({
    known,
    async logIn() {
      // A wrong password does not get better, and too many of them lock an account.
      if (refusal !== undefined) throw refusal;
      let error = await callLoggingIn();
      // A new token that is refused at once.
      if (known() && isRefusal(error)) error = await callLoggingIn();
      const credentials = known();
      if (credentials) {
        await pauseAfter(error, client.connection);
        return credentials;
      }
      if (isRefusal(error)) refusal = error;
      throw error ?? new Error('n8n did not log in');
    },
  });
}
