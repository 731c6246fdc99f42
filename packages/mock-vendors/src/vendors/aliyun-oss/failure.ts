import type { DocumentedError } from '@api-repack/core';
import { aliyunOss } from '@api-repack/core/aliyun-oss';
import type { Exchange, MockResponse } from '../../engine/exchange.ts';
import { Fail } from '../../engine/mock-vendor.ts';

interface Details {
  /** If it is not the default one. */
  readonly status?: number;
  readonly message?: string;
  /** Aliyun's finer code, for errors that have several causes. */
  readonly ec?: string;
  /** Elements after the ones that every error has. */
  readonly elements?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A documented error with what OSS adds to it in this case. */
export class OssFail extends Fail {
  readonly details: Details;

  constructor(documented: DocumentedError, details: Details = {}) {
    super(documented);
    this.details = details;
  }
}

const usualEc: Readonly<Record<string, string>> = {
  InvalidAccessKeyId: '0002-00000902',
  SignatureDoesNotMatch: '0002-00000040',
  SecurityTokenExpired: '0002-00000007',
  InvalidSecurityToken: '0002-00000006',
  RequestTimeTooSkewed: '0002-00000504',
  NoSuchBucket: '0015-00000101',
  NoSuchKey: '0026-00000001',
  CallbackFailed: '0007-00000203',
  PreconditionFailed: '0017-00001001',
  MalformedXML: '0031-00000001',
  FileAlreadyExists: '0026-00000002',
  PositionNotEqualToLength: '0026-00000016',
  NoSuchUpload: '0017-00000244',
  MetaQueryNotExist: '0037-00000003',
  InvalidPartOrder: '0042-00000209',
  EntityTooSmall: '0042-00000213',
  DecompressFailure: '0016-00000814',
  InvalidSqlParameter: '0016-00000823',
  UnsupportedCompressionFormat: '0016-00000826',
  InvalidInputRecordDelimiter: '0016-00000829',
  InvalidCommentCharacter: '0016-00000831',
  InvalidMaxSkippedRecordsAllowed: '0016-00000834',
};

export const preconditionFailed: DocumentedError = {
  code: 'PreconditionFailed',
  status: 412,
  kind: 'bad-input',
  message: 'At least one of the pre-conditions you specified did not hold.',
  hint: '',
};

export const invalidRange: DocumentedError = {
  code: 'InvalidRange',
  status: 416,
  kind: 'bad-input',
  message: 'The requested range cannot be satisfied.',
  hint: '',
};

export const internalError: DocumentedError = {
  code: 'InternalError',
  status: 500,
  kind: 'unavailable',
  message: 'Please contact the server administrator, oss@service.aliyun.com.',
  hint: '',
};

export const notImplemented: DocumentedError = {
  code: 'NotImplemented',
  status: 501,
  kind: 'unsupported',
  message: 'A header you provided implies functionality that is not implemented.',
  hint: '',
};

/** With those that core has no use for. */
export const errors = {
  ...aliyunOss.errors,
  preconditionFailed,
  invalidRange,
  internalError,
  notImplemented,
};

export const notEmulated = (what: string): OssFail =>
  new OssFail(notImplemented, { message: `mock: ${what} is not emulated` });

export const newRequestId = ({ world }: Exchange): string => world.ids.hex().slice(0, 24).toUpperCase();

export const fail = (documented: DocumentedError, exchange: Exchange): MockResponse =>
  failureResponse(new OssFail(documented), exchange, newRequestId(exchange));

export function failureResponse(
  { documented, details }: OssFail,
  { request }: Pick<Exchange, 'request'>,
  requestId: string,
): MockResponse {
  const { message = documented.message, ec = usualEc[documented.code], elements, headers } = details;
  const xml = errorXml({
    Code: String(documented.code),
    Message: message,
    RequestId: requestId,
    HostId: request.headers.host ?? '',
    ...elements,
    ...(ec && { EC: ec, RecommendDoc: `https://api.aliyun.com/troubleshoot?q=${ec}` }),
  });
  const common = {
    server: 'AliyunOSS',
    'x-oss-request-id': requestId,
    ...(ec && { 'x-oss-ec': ec }),
    ...headers,
  };
  const status = details.status ?? documented.status ?? 400;
  // An answer to HEAD has no body to put the error in.
  if (request.method === 'HEAD')
    return { status, headers: { ...common, 'x-oss-err': Buffer.from(xml).toString('base64') }, body: '' };
  return { status, headers: { ...common, 'content-type': 'application/xml' }, body: xml };
}

const errorXml = (elements: Readonly<Record<string, string>>): string =>
  [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<Error>',
    ...Object.entries(elements).map(([name, text]) => `  <${name}>${escapeXml(text)}</${name}>`),
    '</Error>',
    '',
  ].join('\n');

const entities: Readonly<Record<string, string>> = {
  '<': '&lt;',
  '>': '&gt;',
  '&': '&amp;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Characters that XML cannot hold at all become question marks. */
export const escapeXml = (text: string): string =>
  text
    .replace(/[<>&"']/g, (mark) => entities[mark] as string)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones
    .replace(/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, '?');
