import { createHmac } from 'node:crypto';
import { type Answered, type Oss, ownKeys } from './oss.ts';

export type Fields = Readonly<Record<string, string>>;

export interface PostedFile {
  readonly name?: string;
  readonly type?: string;
  readonly text?: string;
}

export interface Posted {
  /** In the order in which they are sent. */
  readonly fields: Fields;
  readonly file?: PostedFile | 'none';
  readonly after?: readonly (readonly [string, string | PostedFile])[];
  readonly path?: string;
  readonly headers?: Fields;
}

const boundary = 'form-7d3';

export function formBody({ fields, file = {}, after = [] }: Posted): Buffer {
  const parts = [
    ...Object.entries(fields),
    ...(file === 'none' ? [] : [['file', file] as const]),
    ...after,
  ].map(([name, value]) => part(name, value));
  return Buffer.from(`${parts.join('')}--${boundary}--\r\n`);
}

function part(name: string, value: string | PostedFile): string {
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="${name}"`;
  if (typeof value === 'string') return `${head}\r\n\r\n${value}\r\n`;
  const { name: fileName = 'cat.txt', type = 'text/plain', text = 'hello' } = value;
  return `${head}; filename="${fileName}"\r\nContent-Type: ${type}\r\n\r\n${text}\r\n`;
}

/** Sends a form as a browser does. */
export const post = ({ ask }: Pick<Oss, 'ask'>, posted: Posted): Promise<Answered> => {
  const body = formBody(posted);
  return ask({
    method: 'POST',
    path: posted.path ?? '/mock-bucket',
    headers: {
      'content-type': `multipart/form-data; boundary=${boundary}`,
      'content-length': String(body.length),
      ...posted.headers,
    },
    body,
  });
};

export const encodePolicy = (policy: unknown): string =>
  Buffer.from(typeof policy === 'string' ? policy : JSON.stringify(policy)).toString('base64');

/** As the manual signs a policy. */
export const signPolicy = (policy: string, secret = ownKeys.accessKeySecret): string =>
  createHmac('sha1', secret).update(policy).digest('base64');

/** A policy that lets in any file for an hour, with more conditions. */
export const policyAt = (now: number, conditions: readonly unknown[] = []) => ({
  expiration: new Date(now + 3_600_000).toISOString(),
  conditions: [['content-length-range', 0, 1_048_576], ...conditions],
});

/** The fields that let a form in. */
export function signedFields(policy: unknown, keys = ownKeys): Fields {
  const encoded = encodePolicy(policy);
  return {
    OSSAccessKeyId: keys.accessKeyId,
    policy: encoded,
    Signature: signPolicy(encoded, keys.accessKeySecret),
  };
}

/** The fields of version 4, in the manual's words. */
export function signedFieldsV4(
  now: number,
  { region = 'cn-hangzhou', left = '', policyFrom = now } = {},
): Fields {
  const time = new Date(now).toISOString().replace(/[-:]|\.\d+/g, '');
  const day = time.slice(0, 8);
  const signing: Fields = {
    'x-oss-signature-version': 'OSS4-HMAC-SHA256',
    'x-oss-credential': `${ownKeys.accessKeyId}/${day}/${region}/oss/aliyun_v4_request`,
    'x-oss-date': time,
  };
  // All but the one that is left out, which a policy of version 4 must not do.
  const conditions = Object.entries(signing).flatMap(([name, value]) =>
    name === left ? [] : [{ [name]: value }],
  );
  const policy = encodePolicy(policyAt(policyFrom, conditions));
  const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
  const key = [region, 'oss', 'aliyun_v4_request'].reduce(
    hmac,
    hmac(`aliyun_v4${ownKeys.accessKeySecret}`, day),
  );
  return { ...signing, policy, 'x-oss-signature': hmac(key, policy).toString('hex') };
}
