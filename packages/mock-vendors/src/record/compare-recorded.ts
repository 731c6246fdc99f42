import { type CompareOptions, compare, type Seen, valuesAt } from '../contract/compare.ts';
import type { VendorContract } from '../contract/contract.ts';
import { type Difference, shown } from '../contract/difference.ts';
import type { Example } from '../contract/example.ts';
import type { RecordedExchange, RecordedResponse } from './recorded.ts';
import type { VendorDrift } from './vendor-drift.ts';

export interface Comparing {
  readonly contract: VendorContract;
  readonly drift: VendorDrift;
  /** First values of the balances, by endpoint. */
  readonly balances: Map<string, { readonly recorded: number; readonly own: number }>;
}

/** What the recording has otherwise than the mock's response to the same request. */
export function compareRecorded(
  { endpoint, response }: RecordedExchange,
  own: Seen,
  { contract, drift, balances }: Comparing,
): Difference[] {
  const options = optionsFor(response, contract, drift);
  const recorded = seenOf(response);
  const there = compare(exampleOf(own), recorded, options).differences;
  // What the vendor has and the mock has not, and what is empty in the mock only.
  const back = compare(exampleOf(recorded), own, { ...options, exact: [] }).differences.flatMap(turned);
  const known = new Set(there.map(({ path }) => path));
  const balance = balanceOf({ endpoint, response }, own, { drift, balances });
  return [...there, ...back.filter(({ path }) => !known.has(path)), ...balance];
}

function optionsFor(
  { json, status, headers }: RecordedResponse,
  { vendor, compare: ofSuccess, compareFailure }: VendorContract,
  { sameLength = [] }: VendorDrift,
): CompareOptions {
  const isSuccess = 'data' in vendor.unwrap({ status, headers, text: '', json });
  const chosen = isSuccess ? ofSuccess : compareFailure;
  const codePath = chosen.codePath ?? ofSuccess.codePath;
  // How far a task is depends on the vendor's machines.
  const exact = (chosen.exact ?? []).filter((path) => path !== 'data.progress');
  return { ...(codePath && { codePath }), exact, sameLength, allowsMasked: true };
}

const comparedHeaders = ['content-type', 'cache-control', 'retry-after'];

const exampleOf = ({ status, headers, body }: Seen): Example => ({
  source: 'the mock',
  response: {
    status,
    headers: Object.fromEntries(
      comparedHeaders.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]]])),
    ),
    body: JSON.parse(body) as unknown,
  },
});

const seenOf = ({ status, headers, json, text = '' }: RecordedResponse): Seen => ({
  status,
  headers,
  body: json === undefined ? JSON.stringify(text) : JSON.stringify(json),
});

/** Found while looking from the recording to the mock. */
function turned({ kind, path, expected, actual }: Difference): Difference[] {
  const isHeader = kind === 'header' && actual === 'nothing';
  if (kind === 'missing' || isHeader)
    return [{ kind: kind === 'missing' ? 'surplus' : kind, path, expected: 'nothing', actual: expected }];
  return kind === 'format' ? [{ kind, path, expected: actual, actual: expected }] : [];
}

/** An account has as much as it has; how much a call takes is the same for all. */
function balanceOf(
  { endpoint, response }: Pick<RecordedExchange, 'endpoint' | 'response'>,
  own: Seen,
  { drift, balances }: Pick<Comparing, 'drift' | 'balances'>,
): Difference[] {
  const path = drift.balances[endpoint];
  if (path === undefined) return [];
  const recorded = sumAt(response.json, path);
  const mocked = sumAt(JSON.parse(own.body), path);
  if (recorded === undefined || mocked === undefined) return [];
  const first = balances.get(endpoint) ?? { recorded, own: mocked };
  balances.set(endpoint, first);
  const expected = first.recorded + mocked - first.own;
  if (expected === recorded) return [];
  return [{ kind: 'credits', path, expected: `${expected}`, actual: shown(recorded) }];
}

function sumAt(json: unknown, path: string): number | undefined {
  const values = valuesAt(json, path);
  if (values.length === 0 || !values.every((value) => typeof value === 'number')) return undefined;
  return values.reduce((sum: number, value) => sum + Number(value), 0);
}
