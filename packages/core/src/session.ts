import { isVendorError } from './errors.ts';

/** Credentials that a vendor may stop accepting, such as the token of a login. */
export interface Session<Credentials> {
  /** Undefined as long as `host.send` adds them, as in n8n. */
  current(): Promise<Credentials | undefined>;
  /** Asked after the vendor refused `refused`; another call may have renewed them in the meantime. */
  renew(refused: Credentials | undefined): Promise<Credentials>;
}

/** Calls and, if the vendor refuses the credentials, calls once more with fresh ones. */
export async function withSession<Credentials, Result>(
  session: Session<Credentials>,
  call: (credentials: Credentials | undefined) => Promise<Result>,
): Promise<Result> {
  const credentials = await session.current();
  try {
    return await call(credentials);
  } catch (error) {
    if (!isVendorError(error) || error.kind !== 'auth') throw error;
    return call(await session.renew(credentials));
  }
}
