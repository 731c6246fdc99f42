import { type Attempt, callsOfAttempt, type Evidence, lastAttempt } from '../evidence.ts';

/** Credits by what they were paid for, less those given back; without tasks that the vendor itself has failed. */
export function payments({ ledger, tasks }: Evidence): Map<string, number> {
  const paid = new Map<string, number>();
  for (const { reference, credits } of ledger)
    if (tasks.get(reference) !== 'failed') paid.set(reference, (paid.get(reference) ?? 0) + credits);
  return new Map([...paid].filter(([, credits]) => credits > 0));
}

export const totalOf = (paid: ReadonlyMap<string, number>): number =>
  [...paid.values()].reduce((sum, credits) => sum + credits, 0);

/** What was paid in attempts that failed, whose ids the client was given and did not pass on. */
export function lostPayments(evidence: Evidence, undisturbed: Evidence): string[] {
  const paid = payments(evidence);
  const isResumed =
    lastAttempt(evidence).outcome === 'success' && totalOf(paid) <= totalOf(payments(undisturbed));
  if (isResumed) return [];
  return (
    evidence.attempts
      // Of a program that was stopped, another rule says so.
      .filter(({ outcome }) => outcome === 'failure')
      .flatMap((attempt) =>
        paidIn(evidence, attempt).filter((id) => paid.has(id) && !attempt.text.includes(id)),
      )
  );
}

/** Ids that the client has got in an attempt and for which credits were taken. */
const paidIn = (evidence: Evidence, { n }: Attempt): string[] =>
  callsOfAttempt(evidence, n)
    .filter(({ isResponseLost, entry }) => !isResponseLost && (entry.charged ?? 0) > 0)
    .flatMap(({ entry }) => [...(entry.created ?? []), ...namedBy(evidence, entry.fields)]);

/** A call that pays for what an earlier one has created names it. */
function namedBy({ ledger }: Evidence, fields: unknown): string[] {
  const text = JSON.stringify(fields ?? {});
  return [...new Set(ledger.map(({ reference }) => reference))].filter((id) => text.includes(id));
}
