import { createHmac } from 'node:crypto';
import { aliyunOss } from '@api-repack/core/aliyun-oss';
import type { Claim } from '../claim.ts';
import { algorithmV4, parseScope, parseTimeV4, signingKeyOf } from '../claim-v4.ts';
import { notEmulated, OssFail } from '../failure.ts';

type Fields = ReadonlyMap<string, string>;

/** Documented for the time from `x-oss-date` on. */
const maxFormLifeMs = 7 * 86_400_000;

const invalid = (cause: string, message: string): OssFail =>
  new OssFail(aliyunOss.errors.invalidArgument, { message, ec: `0002-00000${cause}` });

const signatureFields = ['policy', 'signature', 'ossaccesskeyid', 'x-oss-signature', 'x-oss-credential'];

/** The signer of a form's policy. Undefined for a form without any part of a signature. */
export function claimOfForm(fields: Fields): Claim | undefined {
  if (!signatureFields.some((name) => fields.has(name))) return undefined;
  const version = fields.get('x-oss-signature-version');
  const policy = fields.get('policy');
  if (policy === undefined) throw invalid('702', 'The form has a signature, but no policy before the file.');
  if (version === undefined) return claimV1(fields, policy);
  if (version === algorithmV4) return claimV4(fields, policy);
  if (version === 'OSS2') throw notEmulated('a form with a signature of version 2');
  throw invalid('701', 'The field x-oss-signature-version is invalid.');
}

function claimV1(fields: Fields, policy: string): Claim {
  const accessKeyId = required(fields, { name: 'OSSAccessKeyId', missing: '706', empty: '707' });
  return {
    accessKeyId,
    signature: required(fields, { name: 'Signature', missing: '703', empty: '704' }),
    securityToken: fields.get('x-oss-security-token'),
    mismatchEc,
    sign: (_, secret) => ({
      stringToSign: policy,
      signature: createHmac('sha1', secret).update(policy).digest('base64'),
    }),
  };
}

function claimV4(fields: Fields, policy: string): Claim {
  const signature = required(fields, { name: 'x-oss-signature', missing: '703', empty: '704' });
  const scope = parseScope(required(fields, { name: 'x-oss-credential', missing: '708', empty: '709' }));
  const time = fields.get('x-oss-date') ?? '';
  if (!scope) throw invalid('710', 'The field x-oss-credential is invalid.');
  if (!time.startsWith(scope.day)) throw invalid('711', 'The field x-oss-date is missing or of another day.');
  const signedAt = parseTimeV4(time);
  return {
    accessKeyId: scope.accessKeyId,
    region: scope.region,
    signature,
    securityToken: fields.get('x-oss-security-token'),
    signedAt,
    expiresAt: signedAt + maxFormLifeMs,
    mismatchEc,
    sign: (_, secret) => ({
      stringToSign: policy,
      signature: createHmac('sha256', signingKeyOf(secret, scope)).update(policy).digest('hex'),
    }),
  };
}

/** Documented for forms. */
const mismatchEc = '0002-00000705';

interface RequiredField {
  readonly name: string;
  /** Numbers of the documented causes. */
  readonly missing: string;
  readonly empty: string;
}

function required(fields: Fields, { name, missing, empty }: RequiredField): string {
  const value = fields.get(name.toLowerCase());
  if (value === undefined) throw invalid(missing, `The form has no field ${name} before the file.`);
  if (value === '') throw invalid(empty, `The field ${name} is empty.`);
  return value;
}
