import { Readable } from 'node:stream';
import type { JournalEntry } from '../world/journal.ts';
import type { World } from '../world/world.ts';

const maxBacklog = 200;

/** Server-sent events: the latest calls that the reader has not seen, then each call as it is answered. */
export function journalStream({ journal }: World, lastSeen: number): Readable {
  // The numbers begin anew with a reset, which a reader may have missed.
  const seen = lastSeen < journal.state.nextResponse ? lastSeen : 0;
  const stream = new Readable({ read() {} });
  const send = (entry: JournalEntry) =>
    void stream.push(`id: ${entry.responseNumber}\ndata: ${JSON.stringify(entry)}\n\n`);
  // A comment, so that the reader sees the connection open before the first call.
  stream.push(': journal\n\n');
  journal.entries
    .filter(({ responseNumber = 0 }) => responseNumber > seen)
    .sort((a, b) => Number(a.responseNumber) - Number(b.responseNumber))
    .slice(-maxBacklog)
    .forEach(send);
  const stop = journal.listen(send);
  stream.on('close', stop);
  return stream;
}
