import { compare } from './compare.ts';
import type { Provocation } from './contract.ts';
import type { PlannedFailure } from './plan.ts';
import { noAnswer, type Tried, type Trying } from './try-case.ts';

/** Why a documented error is not tried; undefined if it is. */
export function whyNoFailure(
  { endpoint, error, one }: PlannedFailure,
  { options: { contract, live, charge, provoke } }: Trying,
): string | undefined {
  const provocation = provocationOf({ endpoint, error }, contract.provocations);
  if (!provocation) return provoke ? undefined : (contract.unprovoked[error] ?? 'no request causes it');
  const mayCharge = !provocation.isFree && (one.credits !== undefined || one.effect !== undefined);
  if (live && mayCharge && !charge.includes(endpoint))
    return `charges if the vendor accepts it: allow it with --charge ${endpoint}`;
  return undefined;
}

function provocationOf(
  { endpoint, error }: Pick<PlannedFailure, 'endpoint' | 'error'>,
  provocations: Readonly<Record<string, Provocation>>,
): Provocation | undefined {
  const found = provocations[error];
  return found && (found.endpoints?.includes(endpoint) ?? true) ? found : undefined;
}

export async function tryFailure(planned: PlannedFailure, trying: Trying): Promise<Tried> {
  const { endpoint, error, example, one } = planned;
  const { contract, provoke } = trying.options;
  const provocation = provocationOf(planned, contract.provocations);
  if (!provocation) await provoke?.({ endpoint, error });
  // Ids that nobody knows: what fails must not depend on what earlier cases did.
  const made = { ...trying.made, ...contract.placeholders };
  const { seen, error: failure = new Error('nothing was sent') } = await trying.session.call(
    made,
    async (client) => client[endpoint]?.(one.input?.(made) ?? {}),
    provocation?.change,
    endpoint,
  );
  if (seen) return { ...compare(example, seen, contract.compareFailure), saved: {} };
  return { differences: [noAnswer(failure)], surplus: [], saved: {} };
}
