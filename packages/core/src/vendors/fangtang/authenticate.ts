import { createHash } from 'node:crypto';
import type { Fields, HttpRequest } from '../../http.ts';

/** Issued offline by Fangtang, one pair for each channel. */
export interface FangtangCredentials {
  readonly third_code: string;
  readonly secret_key: string;
}

/**
 * `<md5 of secret_key + seconds>,<seconds>`, valid for two minutes.
 *
 * The v2 manual prints the digest of the secret `hiliad` beside the secret `hili`; the order and the v1 manual's
 * example are right.
 */
export function token(secretKey: string, unixSeconds: number): string {
  const digest = createHash('md5').update(`${secretKey}${unixSeconds}`, 'utf8').digest('hex');
  return `${digest},${unixSeconds}`;
}

export function authenticate(
  request: HttpRequest,
  { third_code, secret_key }: FangtangCredentials,
  nowMs: number,
): HttpRequest {
  const fields: Fields = request.body && 'multipart' in request.body ? request.body.multipart : [];
  return {
    ...request,
    headers: { ...request.headers, token: token(secret_key, Math.floor(nowMs / 1000)) },
    body: { multipart: [['third_code', third_code], ...fields] },
  };
}
