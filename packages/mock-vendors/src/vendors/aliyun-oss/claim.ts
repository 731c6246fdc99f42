import { aliyunOss } from '@api-repack/core/aliyun-oss';
import type { ObjectAddress } from './address.ts';
import { OssFail } from './failure.ts';

export interface Signed {
  readonly signature: string;
  readonly stringToSign: string;
  readonly canonicalRequest?: string;
}

/** The signature of a request, and how to check it. Times are Unix milliseconds. */
export interface Claim {
  readonly accessKeyId: string;
  readonly securityToken: string | undefined;
  readonly signature: string;
  /** When it was signed; only presigned V1 URLs do not say. */
  readonly signedAt?: number;
  /** Only presigned URLs say. */
  readonly expiresAt?: number;
  /** Only V4 says. */
  readonly region?: string;
  /** Aliyun's finer code for a wrong signature, if it is not the default one. */
  readonly mismatchEc?: string;
  /** What the owner of the secret signs for this request, read in one way. */
  sign(reading: ObjectAddress, secret: string): Signed;
}

/** The value goes back to the client, as OSS does; a secret is never in it. */
export const badAuthorization = (authorization: string, message: string): OssFail =>
  new OssFail(aliyunOss.errors.invalidArgument, { message, elements: { Authorization: authorization } });
