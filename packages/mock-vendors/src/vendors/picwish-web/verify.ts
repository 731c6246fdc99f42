import { picwishWeb } from '@api-repack/core/picwish-web';
import { Fail } from '../../engine/mock-vendor.ts';
import type { PicwishWebSettings } from './settings.ts';
import type { PicwishWebState } from './state.ts';

interface TokenClaim {
  readonly authorization: string | undefined;
  readonly now: number;
}

/** The user id behind a login of the web page, by the header `Authorization: Bearer v2,…`. */
export function verifyToken(
  { authorization = '', now }: TokenClaim,
  { logins }: PicwishWebState,
  { guests }: PicwishWebSettings,
): string {
  const token = /^Bearer (v2,(\d+),\d+,[0-9a-f]{32})$/.exec(authorization);
  const login = logins.get(token?.[1] ?? '');
  if (login && now < login.expiresAt) return login.userId;
  if (!login && guests && token?.[2]) return `guest-${token[2]}`;
  throw new Fail(picwishWeb.errors.neededLogin);
}
