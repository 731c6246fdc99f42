import type { DocumentedError } from '@api-repack/core';
import { expect, it } from 'vitest';
import { errors, failureResponse, OssFail } from '../../src/vendors/aliyun-oss/failure.ts';
import { malformedXml } from '../../src/vendors/aliyun-oss/xml.ts';
import { elementOf } from '../helpers/oss.ts';

/** As the documentation of the error codes prints them. */
const documented: readonly (readonly [DocumentedError, number, string | undefined])[] = [
  [errors.invalidAccessKeyId, 403, '0002-00000902'],
  [errors.signatureDoesNotMatch, 403, '0002-00000040'],
  [errors.securityTokenExpired, 403, '0002-00000007'],
  [errors.invalidSecurityToken, 403, '0002-00000006'],
  [errors.requestTimeTooSkewed, 403, '0002-00000504'],
  [errors.noSuchBucket, 404, '0015-00000101'],
  [errors.noSuchKey, 404, '0026-00000001'],
  [errors.callbackFailed, 203, '0007-00000203'],
  [errors.fileAlreadyExists, 409, '0026-00000002'],
  [errors.preconditionFailed, 412, '0017-00001001'],
  [malformedXml, 400, '0031-00000001'],
  [errors.invalidRange, 416, undefined],
  [errors.internalError, 500, undefined],
  [errors.notImplemented, 501, undefined],
];

const answerTo = (error: DocumentedError, method = 'GET', headers: Readonly<Record<string, string>> = {}) => {
  const request = {
    method,
    url: '/',
    headers: { host: 'a.test' },
    body: (async function* () {})(),
    origins: {},
  };
  return failureResponse(new OssFail(error, { headers }), { request }, 'ID');
};

it.each(documented)('answers %j by the status %i and the EC %s', (error, status, ec) => {
  const answer = answerTo(error, 'GET', { 'x-oss-more': '1' });
  const common = { server: 'AliyunOSS', 'content-type': 'application/xml', 'x-oss-request-id': 'ID' };
  expect(answer).toMatchObject({ status, headers: { ...common, 'x-oss-more': '1' } });
  expect(answer.headers['x-oss-ec']).toBe(ec);
  const elements = ['Code', 'Message', 'RequestId', 'HostId', 'EC', 'RecommendDoc'];
  expect(elements.map((name) => elementOf(String(answer.body), name))).toEqual([
    ...[error.code, error.message, 'ID', 'a.test', ec],
    ec && `https://api.aliyun.com/troubleshoot?q=${ec}`,
  ]);
});

it.each([
  [
    errors.preconditionFailed,
    'PreconditionFailed',
    'At least one of the pre-conditions you specified did not hold.',
  ],
  [
    malformedXml,
    'MalformedXML',
    'The XML you provided was not well-formed or did not validate against our published schema.',
  ],
  [errors.invalidRange, 'InvalidRange', 'The requested range cannot be satisfied.'],
  [errors.internalError, 'InternalError', 'Please contact the server administrator, oss@service.aliyun.com.'],
  [
    errors.notImplemented,
    'NotImplemented',
    'A header you provided implies functionality that is not implemented.',
  ],
])('has code and message as they are documented: %j', ({ code, message }, documentedCode, text) => {
  expect([code, message]).toEqual([documentedCode, text]);
});

const usual = { kind: 'bad-input', message: 'x', hint: '' } as const;

it.each([
  ['PositionNotEqualToLength', '0026-00000016'],
  ['NoSuchUpload', '0017-00000244'],
  ['MetaQueryNotExist', '0037-00000003'],
  ['InvalidPartOrder', '0042-00000209'],
  ['EntityTooSmall', '0042-00000213'],
])('adds to %s the documented EC %s', (code, ec) => {
  expect(answerTo({ ...usual, code }).headers['x-oss-ec']).toBe(ec);
});

it('answers an error without a status by 400', () => {
  expect(answerTo({ ...usual, code: 'Other' }).status).toBe(400);
});

it('answers HEAD with the error in a header, and with no body', () => {
  const { status, headers, body } = answerTo(errors.noSuchKey, 'HEAD');
  const xml = Buffer.from(headers['x-oss-err'] ?? '', 'base64').toString();
  expect({ status, body, code: elementOf(xml, 'Code') }).toEqual({
    status: 404,
    body: '',
    code: 'NoSuchKey',
  });
  expect(headers).not.toHaveProperty('content-type');
});

it('writes each character that XML has a meaning for as an entity', () => {
  const xml = String(answerTo({ ...usual, code: 'Other', message: `<a>&"b'\u0001` }).body);
  expect(elementOf(xml, 'Message')).toBe('&lt;a&gt;&amp;&quot;b&apos;?');
});
