import { aliyunOss } from '@api-repack/core/aliyun-oss';
import type { Exchange, MockRequest } from '../../engine/exchange.ts';
import type { MockVendor } from '../../engine/mock-vendor.ts';
import { type ObjectAddress, objectAddresses, queryOf } from './address.ts';
import { badAuthorization, type Claim, type Signed } from './claim.ts';
import { claimOfHeaderV1, claimOfUrlV1 } from './claim-v1.ts';
import { claimOfHeaderV4, claimOfUrlV4 } from './claim-v4.ts';
import { OssFail } from './failure.ts';
import type { KeyPair } from './keys.ts';
import type { AliyunOssSettings } from './settings.ts';
import { stateSlot } from './state.ts';
import { selectorsIn } from './sub-resources.ts';

const { errors } = aliyunOss;

export interface Verified extends ObjectAddress {
  /** Undefined for an anonymous caller. */
  readonly keys: KeyPair | undefined;
  /** The signature is in the URL, which others may have. */
  readonly isPresigned?: boolean;
  /** The one that a V4 signature is for. */
  readonly region?: string | undefined;
}

/** Authenticates the caller and finds the object that they address. `requirePermission` authorizes them. */
export function verify(exchange: Exchange, settings: AliyunOssSettings): Verified {
  const { request } = exchange;
  const possible = objectAddresses(request, settings);
  // A form is signed in its fields. Signatures in headers and query are ignored.
  const claim = isForm(request, possible[0]) ? undefined : claimOf(request);
  if (!claim) return { ...possible[0], keys: undefined };
  return verifyClaim(exchange, settings, { claim, possible });
}

/** True for PostObject, whose credentials are in the body. */
export const isForm = ({ method, url, headers }: MockRequest, { key }: ObjectAddress): boolean =>
  method === 'POST' &&
  key === '' &&
  (headers['content-type'] ?? '').toLowerCase().startsWith('multipart/form-data') &&
  selectorsIn(queryOf({ url })).length === 0;

interface ClaimInput {
  readonly claim: Claim;
  /** The likeliest first. */
  readonly possible: readonly [ObjectAddress, ...ObjectAddress[]];
}

/** Checks a claim; the signature shows which of the possible addresses is meant. */
export function verifyClaim(
  { world }: Exchange,
  settings: AliyunOssSettings,
  { claim, possible }: ClaimInput,
): Verified {
  const now = world.clock.now();
  const keys = world.stateOf(stateSlot).keys.get(claim.accessKeyId);
  if (!keys) throw unknownCaller(settings, { claim, possible });
  checkToken(claim, keys, now);
  checkTime(claim, now, settings);
  const reading = possible.find((one) => claim.sign(one, keys.accessKeySecret).signature === claim.signature);
  if (!reading) throw doesNotMatch(claim, claim.sign(possible[0], keys.accessKeySecret), settings);
  const region = settings.buckets[reading.bucket]?.region;
  if (claim.region !== undefined && region !== undefined && claim.region !== region)
    throw new OssFail(errors.invalidArgument, {
      message: 'Invalid signing region in Authorization header.',
      ec: '0002-00000226',
    });
  return { ...reading, keys, isPresigned: claim.expiresAt !== undefined, region: claim.region };
}

function unknownCaller({ buckets }: AliyunOssSettings, { claim, possible }: ClaimInput): OssFail {
  const [{ bucket }] = possible;
  if (bucket === '' || possible.some((one) => Object.hasOwn(buckets, one.bucket)))
    return new OssFail(errors.invalidAccessKeyId, { elements: { OSSAccessKeyId: claim.accessKeyId } });
  return new OssFail(errors.noSuchBucket, { elements: { BucketName: bucket } });
}

/** Undefined for an anonymous request, and for one that cannot be understood. */
export function accessKeyIdOf(request: MockRequest): string | undefined {
  try {
    return claimOf(request)?.accessKeyId;
  } catch {
    return undefined;
  }
}

/** Keys of users and of STS. What STS hands out here is hexadecimal, and may be forgotten. */
export const realKey: NonNullable<MockVendor['realKey']> = (world, request) => {
  const id = accessKeyIdOf(request) ?? '';
  const isReal = /^(LTAI[A-Za-z0-9]{12,}|STS\.[A-Za-z0-9]{16,})$/.test(id);
  const isOurs = /^STS\.NU[0-9a-f]{22}$/.test(id) || world.stateOf(stateSlot).keys.has(id);
  return isReal && !isOurs ? errors.invalidAccessKeyId : undefined;
};

/** Undefined for an anonymous request. */
function claimOf(request: MockRequest): Claim | undefined {
  const query = queryOf(request);
  if (query.has('x-oss-signature-version') || query.has('x-oss-signature'))
    return claimOfUrlV4(request, query);
  if (query.has('Signature') || query.has('OSSAccessKeyId')) return claimOfUrlV1(request, query);
  const { authorization } = request.headers;
  if (authorization === undefined) return undefined;
  if (authorization.startsWith('OSS ')) return claimOfHeaderV1(request, query, authorization);
  if (authorization.startsWith('OSS4-HMAC-SHA256 ')) return claimOfHeaderV4(request, query, authorization);
  throw badAuthorization(authorization, 'The authorization is of an unknown kind.');
}

function checkToken({ accessKeyId, securityToken }: Claim, { permission }: KeyPair, now: number): void {
  if (permission && securityToken === undefined)
    throw new OssFail(errors.invalidAccessKeyId, {
      ec: '0002-00000003',
      elements: { OSSAccessKeyId: accessKeyId },
    });
  if (permission?.securityToken !== securityToken) throw new OssFail(errors.invalidSecurityToken);
  if (permission && now >= permission.expiresAt) throw new OssFail(errors.securityTokenExpired);
}

function checkTime(claim: Claim, now: number, { maxSkewS }: AliyunOssSettings): void {
  const { signedAt = now, expiresAt } = claim;
  if (expiresAt !== undefined && now > expiresAt)
    throw new OssFail(errors.accessDenied, {
      message: 'Request has expired.',
      ec: '0002-00000069',
      elements: { Expires: iso(expiresAt), ServerTime: iso(now) },
    });
  const skewMs = maxSkewS * 1000;
  // A presigned URL may be older, but not from the future.
  if (signedAt <= now + skewMs && (expiresAt !== undefined || signedAt >= now - skewMs)) return;
  throw new OssFail(errors.requestTimeTooSkewed, {
    elements: {
      MaxAllowedSkewMilliseconds: String(skewMs),
      RequestTime: iso(signedAt),
      ServerTime: iso(now),
    },
  });
}

function doesNotMatch(
  { accessKeyId, signature, mismatchEc }: Claim,
  { stringToSign, canonicalRequest }: Signed,
  { showsCanonicalRequest }: AliyunOssSettings,
): OssFail {
  return new OssFail(errors.signatureDoesNotMatch, {
    ...(mismatchEc && { ec: mismatchEc }),
    elements: {
      OSSAccessKeyId: accessKeyId,
      SignatureProvided: signature,
      StringToSign: stringToSign,
      StringToSignBytes: Buffer.from(stringToSign)
        .toString('hex')
        .toUpperCase()
        .replace(/..(?=.)/g, '$& '),
      ...(canonicalRequest && showsCanonicalRequest && { CanonicalRequest: canonicalRequest }),
    },
  });
}

/** Whole seconds, as everywhere. */
const iso = (ms: number) => new Date(Math.floor(ms / 1000) * 1000).toISOString();
