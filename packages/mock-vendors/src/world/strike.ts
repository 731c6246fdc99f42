import { type Exchange, type MockRequest, type Reply, wholeOf } from '../engine/exchange.ts';
import { errorName, type MockVendor } from '../engine/mock-vendor.ts';
import { WholeBody } from '../http/body.ts';
import { sleepOn } from './clock.ts';
import type { AnswerEffect, ConnectionEffect, Effect } from './fault.ts';
import type { Strike } from './faults.ts';

interface Place {
  readonly handle: () => Promise<Reply>;
  readonly mock: MockVendor;
  readonly exchange: Exchange;
}

/** Whether nobody handles a call, and its whole body may be read: a connection can break while one is on its way. */
export function isInstead(effect: Effect, { body }: MockRequest): boolean {
  if ('connection' in effect) return (effect.when ?? 'before') === 'before' && body instanceof WholeBody;
  return 'error' in effect || 'reply' in effect;
}

/** Answers a call that a fault has struck. */
export async function strike({ effect, chance }: Strike, place: Place): Promise<Reply> {
  const { handle, mock, exchange } = place;
  if ('error' in effect) return failWith(effect.error, mock, exchange);
  if ('reply' in effect) return { headers: { 'content-type': 'text/html' }, ...effect.reply };
  if ('connection' in effect) return breakConnection(effect, handle);
  if ('delayMs' in effect) {
    const { delayMs, jitterMs = 0 } = effect;
    await sleepOn(exchange.world.clock, Math.max(0, delayMs + (chance * 2 - 1) * jitterMs));
  }
  const reply = await handle();
  return 'answer' in effect ? damaged(reply, effect.answer, exchange) : reply;
}

function failWith(name: string, mock: MockVendor, exchange: Exchange): Reply {
  const documented = mock.vendor.errors[name];
  if (!documented)
    throw new Error(
      `${mock.name} has no documented error ${name}; it has ${Object.keys(mock.vendor.errors).join(', ')}`,
    );
  exchange.note({ error: errorName(mock.vendor.errors, documented) });
  return mock.fail(documented, exchange);
}

async function breakConnection(
  { connection, when = 'before' }: ConnectionEffect,
  handle: Place['handle'],
): Promise<Reply> {
  const reply = when === 'before' ? { status: 502, headers: {}, body: '' } : await handle();
  return { ...reply, connection: { kind: connection, sent: when === 'during' ? 'half' : 'nothing' } };
}

async function damaged(
  reply: Reply,
  { body, contentType, lengthOff, slowMs }: AnswerEffect['answer'],
  { world }: Exchange,
): Promise<Reply> {
  const whole = await wholeOf(reply.body);
  const bytes = body ? spoiled(whole, body) : whole;
  const { 'content-length': _, ...headers } = reply.headers;
  return {
    ...reply,
    headers: { ...headers, ...(contentType !== undefined && { 'content-type': contentType }) },
    body: slowMs ? slowly(bytes, (ms) => sleepOn(world.clock, ms), slowMs) : bytes,
    ...(lengthOff && { promisedLength: Math.max(0, bytes.length + lengthOff) }),
  };
}

/** Noise that is no text, no picture and no archive, the same each time. */
const noise = (length: number) => Buffer.from(Array.from({ length }, (_, i) => 128 + ((i * 73) % 127)));

function spoiled(bytes: Buffer, how: 'half' | 'garbage' | 'corrupt'): Buffer {
  const half = bytes.subarray(0, bytes.length / 2);
  if (how === 'half') return half;
  return how === 'garbage'
    ? noise(Math.max(1, bytes.length))
    : Buffer.concat([half, noise(bytes.length - half.length)]);
}

const parts = 10;

async function* slowly(bytes: Buffer, sleep: (ms: number) => Promise<void>, ms: number) {
  const size = Math.max(1, Math.ceil(bytes.length / parts));
  for (let start = 0; start < bytes.length; start += size) {
    await sleep(ms / parts);
    yield bytes.subarray(start, start + size);
  }
}
