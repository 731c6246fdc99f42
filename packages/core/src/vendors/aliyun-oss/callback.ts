/** What OSS is to send, and where, when an object is stored; vendors hand it out with a grant in these words. */
export interface OssCallback {
  readonly url: string;
  /** May hold variables such as `${bucket}`, which OSS fills in. */
  readonly body: string;
  readonly type?: string | undefined;
}

/** The header `x-oss-callback`, in which OSS has other names for the fields. */
export function callbackHeader({ url, body, type }: OssCallback): string {
  const fields = { callbackUrl: url, callbackBody: body, callbackBodyType: type };
  return Buffer.from(JSON.stringify(fields), 'utf8').toString('base64');
}
