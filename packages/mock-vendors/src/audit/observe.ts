import { createHash } from 'node:crypto';
import type { MockResponse } from '../engine/exchange.ts';
import { stateSlot as ossSlot } from '../vendors/aliyun-oss/state.ts';
import type { JournalEntry } from '../world/journal.ts';
import type { World } from '../world/world.ts';
import { numbered } from './call.ts';
import type { ObservedCall } from './evidence.ts';
import { withoutAddresses } from './without-addresses.ts';

type Seen = Omit<ObservedCall, 'nth'>;

export interface Observing {
  readonly world: World;
  readonly origins: Readonly<Record<string, string>>;
  /** The attempt to which the n-th call of the journal belongs. */
  readonly attemptOf: (n: number) => number;
}

/** Writes down all calls that come to a world. Returns how to read them, in the order in which they came. */
export function observe({ world, origins, attemptOf }: Observing): () => ObservedCall[] {
  const seen = new Map<number, Seen>();
  world.journal.listen((entry, response) => {
    seen.set(entry.n, { ...seenCall(world, entry, attemptOf(entry.n)), ...digestOf(response, origins) });
  });
  return () => {
    for (const entry of world.journal.entries)
      if (!seen.has(entry.n)) seen.set(entry.n, seenCall(world, entry, attemptOf(entry.n)));
    return numbered([...seen.values()].sort((a, b) => a.entry.n - b.entry.n));
  };
}

function seenCall(world: World, entry: JournalEntry, attempt: number): Seen {
  return {
    vendor: entry.vendor,
    endpoint: entry.endpoint,
    attempt,
    entry,
    isResponseLost: isLost(entry),
    files: [...filesIn(entry.fields), ...objectsMade(world, entry)],
    tasks: tasksIn(world, entry),
  };
}

function isLost({ fault, endedAt }: JournalEntry): boolean {
  if (endedAt === undefined) return true;
  if (!fault) return false;
  return 'connection' in fault || ('damage' in fault && fault.damage.body !== undefined);
}

/** Digests, wherever the journal describes a file. */
function filesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  if ('sha256' in value && typeof value.sha256 === 'string') return [value.sha256];
  return Object.values(value).flatMap(filesIn);
}

function objectsMade(world: World, { vendor, endpoint, created = [] }: JournalEntry): string[] {
  if (vendor !== 'aliyun-oss' || endpoint !== 'putObject') return [];
  const { objects } = world.stateOf(ossSlot);
  return created.flatMap((name) => objects.get(name)?.etag ?? []);
}

function tasksIn(world: World, { url, fields, created = [] }: JournalEntry): ObservedCall['tasks'] {
  const text = `${url} ${JSON.stringify(fields ?? {})}`;
  return [...world.tasks.state.values()]
    .filter(({ id }) => text.includes(id) && !created.includes(id))
    .map((task) => ({ id: task.id, phase: world.tasks.peek(task).phase }));
}

/** Not of streams, which are read once and by the client. */
function digestOf(
  { status, headers, body }: MockResponse,
  origins: Observing['origins'],
): Pick<ObservedCall, 'responseSha256'> {
  if (typeof body !== 'string' && !(body instanceof Uint8Array)) return {};
  const text = withoutAddresses(Buffer.from(body as string).toString('latin1'), origins);
  const parts = JSON.stringify([status, headers['content-type'] ?? '', text]);
  return { responseSha256: createHash('sha256').update(parts).digest('hex') };
}
