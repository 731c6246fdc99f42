import { type Exchange, json, type MockResponse } from '../engine/exchange.ts';
import type { MockVendor } from '../engine/mock-vendor.ts';
import { evidenceOfField, guess, onlyGuessed } from './evidence.ts';

type Place = Pick<Exchange, 'world' | 'endpoint'>;

/** Why an error, or an endpoint if none is named, rests on nothing but a guess; undefined if it has better. */
export function guessBehind(
  { evidence }: Pick<MockVendor, 'evidence'>,
  endpoint: string,
  error?: string,
): string | undefined {
  if (!evidence) return undefined;
  return onlyGuessed(
    error === undefined ? evidence.endpoints[endpoint] : (evidence.errors[error] ?? undocumented),
  );
}

/** Fields that may be in an endpoint's response and rest on nothing but a guess. */
export function guessedFieldsOf(
  { evidence }: Pick<MockVendor, 'evidence'>,
  endpoint: string,
): readonly string[] {
  const listed = { ...evidence?.fields?.['*'], ...evidence?.fields?.[endpoint] };
  return Object.keys(listed).filter((path) => onlyGuessed(listed[path]) !== undefined);
}

const undocumented = [guess('no error of this number is documented')];

/** For strict worlds: answers with 501 where nothing but a guess would answer, or stand in a field of the answer. */
export function refuseGuess(
  mock: Pick<MockVendor, 'name' | 'evidence'>,
  { world, endpoint }: Place,
  error?: string,
): MockResponse | undefined {
  if (!world.strictEvidence) return undefined;
  const refuse = (what: string, reason: string) =>
    json({ error: `mock: ${what} is a guess (${reason}), and --strict-evidence allows none` }, 501);
  const reason = guessBehind(mock, endpoint, error);
  const place = `${mock.name} ${endpoint}`;
  if (reason !== undefined)
    return refuse(error === undefined ? place : `the error ${error} of ${mock.name}`, reason);
  const [field] = error === undefined ? guessedFieldsOf(mock, endpoint) : [];
  if (field === undefined || !mock.evidence) return undefined;
  const sources = evidenceOfField(mock.evidence, endpoint, field).map(({ source }) => source);
  return refuse(`the field ${field} in the answer of ${place}`, sources.join('; '));
}
