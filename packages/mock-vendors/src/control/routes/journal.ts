import * as v from 'valibot';
import { version } from '../../version.ts';
import type { JournalEntry } from '../../world/journal.ts';
import { fields, text } from '../check.ts';
import { har } from '../har.ts';
import { type ControlRoute, route } from '../route.ts';
import { journalStream } from '../stream.ts';

const tag = 'Journal';

const whole = v.optional(v.pipe(v.string(), v.regex(/^\d+$/, 'give a whole number'), v.transform(Number)));

const filter = fields({
  vendor: v.optional(text),
  endpoint: v.optional(text),
  account: v.optional(text),
  error: v.optional(text),
  status: whole,
  /** Calls after this number. */
  after: whole,
  /** The latest so many. */
  last: whole,
});

export const journalRoutes: readonly ControlRoute[] = [
  route({
    ...{ method: 'GET', path: '/journal', tag },
    summary: 'The calls, with their parsed fields; secrets are masked and files are hashes',
    query: filter,
    run: ({ world, query }) => filtered(world.journal.entries, query),
  }),
  route({
    ...{ method: 'GET', path: '/journal/stream', tag, type: 'text/event-stream' },
    summary:
      'Each call as it is answered, as server-sent events; Last-Event-ID continues an interrupted stream',
    run: ({ world, headers }) => journalStream(world, Number(headers['last-event-id'] ?? 0)),
  }),
  route({
    ...{ method: 'GET', path: '/journal.har', tag, type: 'application/json' },
    summary: 'The calls as HAR, for browsers and HTTP tools',
    query: filter,
    run: ({ world, query }) => JSON.stringify(har(filtered(world.journal.entries, query), version())),
  }),
  route({
    ...{ method: 'GET', path: '/journal.jsonl', tag, type: 'application/jsonl' },
    summary: 'The calls as lines of JSON',
    query: filter,
    run: ({ world, query }) =>
      filtered(world.journal.entries, query)
        .map((entry) => `${JSON.stringify(entry)}\n`)
        .join(''),
  }),
  route({
    ...{ method: 'DELETE', path: '/journal', tag },
    summary: 'Empty the journal',
    run: ({ world }) => {
      const removed = world.journal.entries.length;
      world.journal.clear();
      return { removed };
    },
  }),
  route({
    ...{ method: 'GET', path: '/ledger', tag },
    summary: 'Every movement of simulated credits, and their sum',
    query: fields({ vendor: v.optional(text), account: v.optional(text) }),
    run: ({ world, query: { vendor, account } }) => ({
      total: world.ledger.cost({ ...(vendor && { vendor }), ...(account && { account }) }),
      entries: world.ledger.entries.filter(
        (entry) => (vendor ?? entry.vendor) === entry.vendor && (account ?? entry.account) === entry.account,
      ),
    }),
  }),
];

function filtered(
  entries: readonly JournalEntry[],
  { after = 0, last = Number.POSITIVE_INFINITY, ...equal }: v.InferOutput<typeof filter>,
): readonly JournalEntry[] {
  const wanted = Object.entries(equal).filter(([, value]) => value !== undefined);
  const found = entries.filter(
    (entry) =>
      entry.n > after && wanted.every(([name, value]) => entry[name as keyof JournalEntry] === value),
  );
  return last < found.length ? found.slice(found.length - last) : found;
}
