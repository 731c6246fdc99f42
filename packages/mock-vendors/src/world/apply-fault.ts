import { type Exchange, type MockRequest, type MockResponse, wholeOf } from '../engine/exchange.ts';
import { errorName, type MockVendor } from '../engine/mock-vendor.ts';
import { WholeBody } from '../http/body.ts';
import { utf8Header } from '../http/header-text.ts';
import { sleepOn } from './clock.ts';
import type { ConnectionEffect, DamageEffect, FaultEffect, ResponseEffect } from './fault.ts';
import type { AppliedFault } from './faults.ts';

interface FaultContext {
  readonly handle: () => Promise<MockResponse>;
  readonly mock: MockVendor;
  readonly exchange: Exchange;
}

/** Whether nobody handles a call, and its whole body may be read: a connection can break while one is on its way. */
export function replacesHandler(effect: FaultEffect, { body }: MockRequest): boolean {
  if ('connection' in effect) return (effect.when ?? 'before') === 'before' && body instanceof WholeBody;
  return 'error' in effect || 'response' in effect;
}

/** Responds to a call to which a fault is applied. */
export async function applyFault(
  { effect, chance }: AppliedFault,
  place: FaultContext,
): Promise<MockResponse> {
  const { handle, mock, exchange } = place;
  if ('error' in effect) return failWith(effect.error, mock, exchange);
  if ('response' in effect) return responseOf(effect);
  if ('connection' in effect) return breakConnection(effect, handle);
  if ('delayMs' in effect) {
    const { delayMs, jitterMs = 0 } = effect;
    await sleepOn(exchange.world.clock, Math.max(0, delayMs + (chance * 2 - 1) * jitterMs));
  }
  const response = await handle();
  return 'damage' in effect ? damaged(response, effect.damage, exchange) : response;
}

function responseOf({ response: { status, body, headers = {} } }: ResponseEffect): MockResponse {
  const encoded = Object.entries(headers).map(([name, value]) => [name, utf8Header(value)]);
  return { status, body, headers: { 'content-type': 'text/html', ...Object.fromEntries(encoded) } };
}

function failWith(name: string, mock: MockVendor, exchange: Exchange): MockResponse {
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
  handle: FaultContext['handle'],
): Promise<MockResponse> {
  const response = when === 'before' ? { status: 502, headers: {}, body: '' } : await handle();
  return { ...response, connection: { kind: connection, sent: when === 'during' ? 'half' : 'nothing' } };
}

async function damaged(
  response: MockResponse,
  { body, contentType, lengthOff, slowMs }: DamageEffect['damage'],
  { world }: Exchange,
): Promise<MockResponse> {
  const whole = await wholeOf(response.body);
  const bytes = body ? spoiled(whole, body) : whole;
  const { 'content-length': _, ...headers } = response.headers;
  return {
    ...response,
    headers: { ...headers, ...(contentType !== undefined && { 'content-type': utf8Header(contentType) }) },
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
