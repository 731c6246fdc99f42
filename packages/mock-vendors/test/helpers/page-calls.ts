import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { tokenOf } from './fangtang.ts';
import { ownKeys } from './oss.ts';
import { png } from './pictures.ts';

/** A call that `test/pages/client.js` makes in a page. */
export interface PageCall {
  readonly method: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly form?: Readonly<Record<string, string | readonly number[]>>;
  readonly text?: string;
}

export interface PageAnswer {
  readonly status: number;
  /** Those that the page may read. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

export const clientScript = readFileSync(new URL('../pages/client.js', import.meta.url), 'utf8');

const pngBytes = [...(await png.bytes())];

/** A header of the vendor's own, so that a browser asks first. */
export function fangtangCall(
  origin: string | undefined,
  path: string,
  fields: PageCall['form'] = {},
): PageCall {
  const token = tokenOf('hiliad', Math.floor(Date.now() / 1000));
  return {
    method: 'POST',
    url: `${origin}/api/third/${path}`,
    headers: { token },
    form: { third_code: 'hiliad', platform: 'pc', ...fields },
  };
}

export const uploadCall = (origin: string | undefined): PageCall =>
  fangtangCall(origin, 'uploads', { seq: 'repair', file: pngBytes });

/** With a URL that the server has signed for the page. */
export function putCall(origin: string | undefined, text: string): PageCall {
  const expires = Math.floor(Date.now() / 1000) + 600;
  const type = 'application/octet-stream';
  const signature = createHmac('sha1', ownKeys.accessKeySecret)
    .update(`PUT\n\n${type}\n${expires}\n/mock-bucket/page.txt`)
    .digest('base64');
  const query = new URLSearchParams({
    OSSAccessKeyId: ownKeys.accessKeyId,
    Expires: String(expires),
    Signature: signature,
  });
  return {
    method: 'PUT',
    url: `${origin}/mock-bucket/page.txt?${query}`,
    headers: { 'content-type': type },
    text,
  };
}
