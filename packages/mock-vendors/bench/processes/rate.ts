import autocannon from 'autocannon';
import type { Sent } from './requests.ts';

/** Answers a second, with 32 connections. */
export async function rateOf(
  url: string,
  { method, headers, body }: Sent,
  duration: number,
): Promise<number> {
  const result = await autocannon({ url, method, headers, body, connections: 32, duration });
  if (result.errors > 0 || result.non2xx > 0)
    throw new Error(`${url}: ${result.errors} errors and ${result.non2xx} bad answers`);
  return result.requests.total / result.duration;
}

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] as number;
