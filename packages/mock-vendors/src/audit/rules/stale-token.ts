import { mockVendors } from '../../vendors.ts';
import { callsOfAttempt, type ObservedCall } from '../evidence.ts';
import type { Rule } from './rule.ts';

const minLogins = 3;

export const staleToken: Rule = {
  name: 'stale-token',
  summary: 'The program goes on with a token that was refused, or logs in for each call.',
  broken(evidence) {
    for (const { n } of evidence.attempts) {
      const calls = callsOfAttempt(evidence, n);
      const found = wentOn(calls) ?? loggedInAgain(calls);
      if (found) return found;
    }
    return undefined;
  },
};

function wentOn(calls: readonly ObservedCall[]): string | undefined {
  for (const [i, call] of calls.entries()) {
    if (!isTokenRefused(call)) continue;
    const next = calls
      .slice(i + 1)
      .find(({ vendor, endpoint }) => vendor === call.vendor && endpoint !== 'result');
    if (!next || isLogin(next) || !hasToken(calls.slice(0, i), call)) continue;
    // Signed anew for each call, a token is only known to be the old one when it is refused for its age again.
    if (signsEachCall(call.vendor) && !(isTokenRefused(next) && !next.entry.fault)) continue;
    return `called ${next.vendor} ${next.endpoint} with the token that ${call.endpoint} was refused for`;
  }
  return undefined;
}

/** A key that a user has set is no token: there is no way to get another one. */
const hasToken = (earlier: readonly ObservedCall[], { vendor }: ObservedCall) =>
  signsEachCall(vendor) || earlier.some((call) => call.vendor === vendor && isLogin(call));

function loggedInAgain(calls: readonly ObservedCall[]): string | undefined {
  const logins = calls.filter((call) => isLogin(call) && !call.entry.fault && call.entry.error === undefined);
  const refused = calls.filter(isTokenRefused);
  if (logins.length - refused.length < minLogins) return undefined;
  const others = calls.filter((call) => call.vendor === logins[0]?.vendor && !isLogin(call));
  return others.length > logins.length + 1
    ? undefined
    : `logged in ${logins.length} times for ${others.length} calls`;
}

const isLogin = ({ endpoint }: ObservedCall) => /login/i.test(endpoint);

const tokenErrors = ['badToken', 'neededLogin'];

const isTokenRefused = ({ entry }: ObservedCall) => tokenErrors.includes(entry.error ?? '');

const signsEachCall = (vendor: string) =>
  !Object.keys(mockVendors.find(({ name }) => name === vendor)?.vendor.endpoints ?? {}).some((name) =>
    /login/i.test(name),
  );
