import { unknownWord } from '../engine/did-you-mean.ts';
import type { MockVendor } from '../engine/mock-vendor.ts';
import { documentedIn, findUnknownName } from '../engine/names.ts';
import { mockVendors } from '../vendors.ts';
import type { JournalEntry } from '../world/journal.ts';
import type { World } from '../world/world.ts';

/** Which calls are meant; all that is given must fit. */
export interface CallMatch
  extends Partial<Pick<JournalEntry, 'vendor' | 'endpoint' | 'method' | 'account' | 'error' | 'status'>> {
  /** Texts, patterns, or parts of an object such as a file's `{ size, sha256 }`; one value of several is enough. */
  readonly fields?: Readonly<Record<string, unknown>>;
}

export interface ExpectCalls {
  /** At least one such call, or exactly so many. */
  called(match: CallMatch, times?: number): readonly JournalEntry[];
  never(match: CallMatch): void;
  /** Such calls in this order; others may come between them. */
  inOrder(...matches: readonly CallMatch[]): readonly JournalEntry[];
  /** No request that the vendors have nothing for. */
  allKnown(): void;
}

/**
 * What was called, for any test runner: throws with the list of calls if it is not so, and for names that none of the
 * vendors has, which no call could have.
 */
export function expectCalls(
  { journal }: Pick<World, 'journal'>,
  vendors: readonly MockVendor[] = mockVendors,
): ExpectCalls {
  const fail = (what: string): never => {
    throw new Error(`${what}\n${listOf(journal)}`);
  };
  const found = (match: CallMatch) => {
    rejectUnknownNames(match, vendors);
    return journal.entries.filter((entry) => fits(entry, match));
  };
  return {
    called(match, times) {
      const calls = found(match);
      if (times === undefined ? calls.length > 0 : calls.length === times) return calls;
      const wanted = times === undefined ? 'a call' : countOf(times);
      return fail(`expected ${wanted} of ${nameOf(match)}, and there ${were(calls.length)}`);
    },
    never(match) {
      const { length } = found(match);
      if (length > 0) fail(`expected no call of ${nameOf(match)}, and there ${were(length)}`);
    },
    inOrder(...matches) {
      for (const match of matches) rejectUnknownNames(match, vendors);
      let after = 0;
      return matches.map((match, i) => {
        const call = journal.entries.find((entry) => entry.n > after && fits(entry, match));
        if (!call)
          return fail(
            i === 0
              ? `expected a call of ${nameOf(match)}, and there was none`
              : `expected ${nameOf(match)} after ${nameOf(matches[i - 1] as CallMatch)}, which is call ${after}`,
          );
        after = call.n;
        return call;
      });
    },
    allKnown() {
      const unknown = journal.entries.filter(isUnknown);
      if (unknown.length > 0)
        fail(`expected no request without an endpoint, and there ${were(unknown.length)}`);
    },
  };
}

function rejectUnknownNames(match: CallMatch, vendors: readonly MockVendor[]): void {
  const unknown = findUnknownName(vendors, documentedIn(match));
  if (!unknown) return;
  const { field, word, choices } = unknown;
  throw new Error(`no call can have the ${field} ${word}: ${unknownWord(word, choices)}`);
}

const isUnknown = ({ endpoint, nearest }: JournalEntry) => endpoint === 'unknown' || nearest !== undefined;

function fits(entry: JournalEntry, { fields = {}, ...facts }: CallMatch): boolean {
  return (
    Object.entries(facts).every(
      ([name, value]) => value === undefined || entry[name as keyof JournalEntry] === value,
    ) && Object.entries(fields).every(([name, wanted]) => isLike(entry.fields?.[name], wanted))
  );
}

function isLike(given: unknown, wanted: unknown): boolean {
  if (Array.isArray(wanted)) return JSON.stringify(given) === JSON.stringify(wanted);
  if (Array.isArray(given)) return given.some((one) => isLike(one, wanted));
  // Not `test`, which goes on from where a global pattern has matched before.
  if (wanted instanceof RegExp) return String(given).search(wanted) >= 0;
  if (typeof wanted === 'object' && wanted !== null && given !== undefined)
    return Object.entries(wanted).every(([name, value]) =>
      isLike((given as Record<string, unknown>)?.[name], value),
    );
  return given === wanted || (given !== undefined && String(given) === String(wanted));
}

const countOf = (times: number) => (times === 1 ? 'exactly 1 call' : `exactly ${times} calls`);
const were = (count: number) => (count === 0 ? 'was none' : count === 1 ? 'was 1' : `were ${count}`);

function nameOf({ vendor, endpoint, ...rest }: CallMatch): string {
  const place = [vendor, endpoint].filter(Boolean).join(' ') || 'any endpoint';
  return Object.keys(rest).length === 0 ? place : `${place} with ${display(rest)}`;
}

const maxListed = 50;

function listOf({ entries, dropped }: World['journal']): string {
  if (entries.length === 0) return 'There were no calls.';
  const hidden = dropped + Math.max(0, entries.length - maxListed);
  const lines = entries.slice(-maxListed).map(lineOf);
  const more = hidden > 0 ? [`  … and ${hidden} before them`] : [];
  return ['The calls there were:', ...more, ...lines].join('\n');
}

function lineOf({ n, vendor, endpoint, method, url, status, error, nearest, fields }: JournalEntry): string {
  const answer = status === 0 ? 'not yet answered' : `${status}${error ? ` ${error}` : ''}`;
  const near = nearest ? `\n      nearest is ${nearest.endpoint}; ${nearest.differs.join('; ')}` : '';
  const what = fields && Object.keys(fields).length > 0 ? ` ${display(fields)}` : '';
  return `  ${n}  ${vendor} ${endpoint}  ${method} ${url} → ${answer}${what}${near}`;
}

const display = (value: object) =>
  JSON.stringify(value, (_, one) => (one instanceof RegExp ? String(one) : one)).slice(0, 300);
