import { isVendorError } from './errors.ts';

/** Credentials that a vendor may stop accepting, such as the token of a login. */
export interface Session<Credentials> {
  current(): Promise<Credentials>;
  /** Asked after the vendor refused `refused`; another call may have renewed them in the meantime. */
  renew(refused: Credentials): Promise<Credentials>;
}

export interface Login<Credentials> {
  /** What earlier logins left. */
  readonly known: () => Credentials | undefined;
  /** Leaves behind what `known` returns from then on. */
  readonly logIn: () => Promise<Credentials>;
}

/** Logs in where nothing is known, and where the vendor refuses what is: once for all calls that wait for it. */
export function loginSession<Credentials>({ known, logIn }: Login<Credentials>): Session<Credentials> {
  let pending: Promise<Credentials> | undefined;
  const logInOnce = () => {
    pending ??= logIn().finally(() => {
      pending = undefined;
    });
    return pending;
  };
  return {
    current: async () => known() ?? logInOnce(),
    async renew(refused) {
      const latest = known();
      return latest && JSON.stringify(latest) !== JSON.stringify(refused) ? latest : logInOnce();
    },
  };
}

/** Calls and, if the vendor refuses the credentials, calls once more with fresh ones. A login goes on without who gave up. */
export async function withSession<Credentials, Result>(
  session: Session<Credentials>,
  call: (credentials: Credentials) => Promise<Result>,
  whileWanted: <Value>(login: Promise<Value>) => Promise<Value>,
): Promise<Result> {
  const credentials = await whileWanted(session.current());
  try {
    return await call(credentials);
  } catch (error) {
    if (!isVendorError(error) || error.kind !== 'auth') throw error;
    return call(await whileWanted(session.renew(credentials)));
  }
}
