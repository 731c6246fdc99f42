import { createHash } from 'node:crypto';
import { fangtang } from '@api-repack/core/fangtang';
import { Fail } from '../../engine/mock-vendor.ts';
import type { FangtangSettings } from './settings.ts';
import type { Channel, FangtangState } from './state.ts';

interface Claim {
  readonly third_code: string | undefined;
  readonly token: string | undefined;
  readonly now: number;
  readonly path: string;
}

/** The channel that signed the request. `third_code` is not in the digest: it names the secret. */
export function verify(
  { third_code, token, now, path }: Claim,
  state: FangtangState,
  settings: FangtangSettings,
): Channel {
  if (third_code === undefined) throw new Fail(fangtang.errors.badInput);
  const channel = state.channels.get(third_code);
  if (path.startsWith('/api/third/company/nums') && !settings.checkTokenOnNums) {
    if (!channel) throw new Fail(fangtang.errors.unknownChannel);
    return channel;
  }
  if (!channel || !isFresh(token, now, settings) || !isSigned(token, channel.secret_key, settings))
    throw new Fail(fangtang.errors.badToken);
  return channel;
}

const shape = /^([0-9a-fA-F]{32}),(\d{10})$/;

function isFresh(token = '', now: number, { tokenWindowS, futureWindowS }: FangtangSettings): boolean {
  const time = Number(shape.exec(token)?.[2]);
  const age = Math.floor(now / 1000) - time;
  return age <= tokenWindowS && age >= -futureWindowS;
}

function isSigned(token = '', secret: string, { lenientToken }: FangtangSettings): boolean {
  const [, digest = '', time = ''] = shape.exec(token) ?? [];
  const expected = createHash('md5')
    .update(secret + time, 'utf8')
    .digest('hex');
  return (lenientToken ? digest.toLowerCase() : digest) === expected;
}
