import { callsOfAttempt, type ObservedCall } from '../evidence.ts';
import type { Rule } from './rule.ts';

/** What an upload costs is for `paid-twice`; this is about those that are free. */
export const needlessUpload: Rule = {
  name: 'needless-upload',
  summary: 'The program sends the same file again, although it was given the id of the first upload.',
  broken(evidence) {
    for (const { n } of evidence.attempts) {
      const again = sentAgain(callsOfAttempt(evidence, n));
      if (again) return `sent the same file to ${again.vendor} ${again.endpoint} again`;
    }
    return undefined;
  },
};

function sentAgain(calls: readonly ObservedCall[]): ObservedCall | undefined {
  const known = new Set<string>();
  for (const call of calls) {
    const { vendor, endpoint, entry, files } = call;
    if ((entry.charged ?? 0) > 0) continue;
    const names = files.map((file) => `${vendor} ${endpoint} ${file}`);
    if (names.some((name) => known.has(name))) return call;
    if (!call.isResponseLost && (entry.created?.length ?? 0) > 0) for (const name of names) known.add(name);
  }
  return undefined;
}
