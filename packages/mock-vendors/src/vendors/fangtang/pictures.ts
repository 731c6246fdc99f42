import { fangtang } from '@api-repack/core/fangtang';
import { Fail } from '../../engine/mock-vendor.ts';
import type { FangtangCall } from './call.ts';
import type { FangtangSettings } from './settings.ts';
import type { FangtangPicture } from './state.ts';

/** The original's hour starts at the upload. */
export const isExpired = (picture: FangtangPicture, { retentionS }: FangtangSettings, now: number): boolean =>
  now > picture.uploadedAt + retentionS * 1000;

export function forgetExpired({ state, settings, now, exchange }: FangtangCall): void {
  for (const picture of state.pictures.values()) {
    // Pictures are in order of upload, so the first fresh one ends the search.
    if (now <= picture.uploadedAt + 2 * settings.retentionS * 1000) return;
    state.pictures.delete(picture.mdf);
    exchange.world.tasks.delete(picture.mdf);
  }
}

export function requireText({ text }: FangtangCall, name: string): string {
  const value = text(name);
  if (value === undefined) throw new Fail(fangtang.errors.badInput);
  return value;
}
