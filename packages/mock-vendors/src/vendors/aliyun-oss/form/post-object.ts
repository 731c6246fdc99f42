import { aliyunOss } from '@api-repack/core/aliyun-oss';
import type { MockResponse } from '../../../engine/exchange.ts';
import { utf8Header } from '../../../http/header-text.ts';
import { xmlResponse } from '../bucket/configuration-operations.ts';
import { requireAllowedAcl } from '../bucket/public-access.ts';
import type { OssCall } from '../call.ts';
import { callbackOf } from '../callback-config.ts';
import { Digest } from '../digest.ts';
import { OssFail } from '../failure.ts';
import { requireBucket, requireValidKey } from '../names.ts';
import { objectErrors } from '../object/errors.ts';
import { propertiesOf } from '../object/properties.ts';
import { answerUpload, checkOverwrite, finish, limited, secondOf, storedHeaders } from '../object/receive.ts';
import { requirePermission } from '../permission.ts';
import type { OssObject } from '../state.ts';
import { verifyClaim } from '../verify.ts';
import { xmlElement, xmlText } from '../xml.ts';
import { checkConditions, requireUnexpired } from './check-policy.ts';
import { claimOfForm } from './claim-of-form.ts';
import { formEc, formErrors, malformedForm } from './errors.ts';
import { openForm, type PostedForm } from './open-form.ts';
import { type PostPolicy, parsePostPolicy } from './policy-document.ts';

/** A form as web pages send it: what a PUT has in headers is in fields, and the policy is signed. */
export async function postObject(call: OssCall): Promise<MockResponse> {
  const form = await openForm(call.exchange.request);
  try {
    return await store(call, form);
  } catch (error) {
    const { lateFields } = await form.rest();
    // The missing field comes after the file.
    if (lateFields.some((name) => essentialFields.includes(name))) throw malformedForm('103');
    throw error;
  }
}

const essentialFields = [
  'key',
  'policy',
  'signature',
  'ossaccesskeyid',
  'x-oss-signature',
  'x-oss-credential',
  'x-oss-date',
];

async function store(asked: OssCall, form: PostedForm): Promise<MockResponse> {
  const { call, policy } = authorized(asked, form);
  const { headers } = call.exchange.request;
  const { bucket, key } = call;
  requireAllowedAcl(call.state, bucket, headers);
  const properties = propertiesOf(call, headers);
  checkOverwrite(call, key);
  const callback = callbackOf(call);
  const content = await receiveFile(call, form, policy);
  const { hasOtherFiles } = await form.rest();
  if (hasOtherFiles) throw new OssFail(formErrors.wrongFileCount, { ec: formEc('108') });
  // A policy counts until the last byte is there.
  if (policy) requireUnexpired(policy, call.exchange.world.clock.now());
  checkOverwrite(call, key);
  const object = finish(call, { ...properties, ...content, modifiedAt: secondOf(call) });
  return answerUpload(call, object, { callback, response: responseTo(call, form.fields, object) });
}

/** The call as its form has it: who calls, for which key, and with which headers. */
function authorized(asked: OssCall, form: PostedForm): { call: OssCall; policy: PostPolicy | undefined } {
  const { exchange, settings } = asked;
  const { fields } = form;
  const claim = claimOfForm(fields);
  const policy = claim && parsePostPolicy(fields.get('policy') ?? '');
  const bucket = asked.bucket || bucketIn(policy);
  requireBucket(settings, bucket);
  const key = keyOf(form);
  const address = { bucket, key };
  const verified = claim && verifyClaim(exchange, settings, { claim, possible: [address] });
  if (policy) {
    requireUnexpired(policy, asked.now);
    checkConditions(policy, new Map([...typeOf(form), ...fields, ['bucket', bucket], ['key', key]]));
  }
  const headers = { ...exchange.request.headers, ...headersOf(form) };
  const call: OssCall = {
    ...asked,
    ...address,
    exchange: { ...exchange, request: { ...exchange.request, headers } },
    keys: verified?.keys,
  };
  const operation = { name: 'putObject', method: 'PUT', scope: 'object', selectors: [] } as const;
  requirePermission(call.exchange, { ...address, keys: call.keys, query: call.query, operation }, settings);
  return { call, policy };
}

/** A form that is sent to the bare address of the service can name its bucket only in the policy. */
const bucketIn = (policy: PostPolicy | undefined): string => {
  const condition = policy?.conditions.find(({ kind, field }) => kind === 'eq' && field === 'bucket');
  return condition?.kind === 'eq' ? condition.value : '';
};

function keyOf({ fields, file }: PostedForm): string {
  const sent = fields.get('key');
  if (sent === undefined)
    throw new OssFail(aliyunOss.errors.invalidArgument, {
      message: 'The form has no field key before the file.',
      ec: formEc('106'),
    });
  const key = sent.replace(/\$\{filename\}/g, () => file.name);
  requireValidKey(key);
  return key;
}

/** The type of the object: the file's own counts more than that of a field, unless the field is OSS's own. */
function typeOf({ fields, file }: PostedForm): [string, string][] {
  const field = fields.get('content-type');
  const isUnsaid = file.type === 'text/plain' && field !== undefined;
  const type = fields.get('x-oss-content-type') ?? (isUnsaid ? field : file.type);
  return [['content-type', type]];
}

const headerFields =
  /^(x-oss-.*|cache-control|content-disposition|content-encoding|content-language|expires)$/;

/** What the fields would be as headers of a PUT. */
function headersOf(form: PostedForm): Record<string, string> {
  const fields = [...form.fields];
  const headers = fields.filter(([name]) => headerFields.test(name));
  const callback = form.fields.get('callback');
  const variables = Object.fromEntries(fields.filter(([name]) => name.startsWith('x:')));
  const encoded = Buffer.from(JSON.stringify(variables)).toString('base64');
  return Object.fromEntries([
    ...[...headers, ...typeOf(form)].map(([name, value]) => [name, utf8Header(value)] as const),
    ...(callback
      ? ([
          ['x-oss-callback', callback],
          ['x-oss-callback-var', encoded],
        ] as const)
      : []),
  ]);
}

async function receiveFile({ exchange, settings }: OssCall, { file }: PostedForm, policy?: PostPolicy) {
  const { min, max } = policy?.length ?? { min: 0, max: Number.POSITIVE_INFINITY };
  const maxBytes = Math.min(max, settings.maxObjectBytes);
  const digest = new Digest();
  const body = limited(file.content, maxBytes, { ec: formEc('003') });
  const content = await exchange.world.blobs.write(body, digest);
  const { size } = digest.facts;
  if (size < min)
    throw new OssFail(objectErrors.entityTooSmall, {
      ec: formEc('004'),
      elements: { ProposedSize: String(size), MinSizeAllowed: String(min) },
    });
  return { content, ...digest.facts };
}

/** Redirects the page, or answers with the status that it asks for. */
function responseTo(
  { exchange, bucket, key, settings }: OssCall,
  fields: ReadonlyMap<string, string>,
  object: OssObject,
): MockResponse {
  const headers = storedHeaders(object);
  const etag = `"${object.etag}"`;
  const target = URL.parse(fields.get('success_action_redirect') ?? '');
  if (target && /^https?:$/.test(target.protocol)) {
    if (settings.postRedirectQuery)
      for (const [name, value] of Object.entries({ bucket, key, etag }))
        target.searchParams.append(name, value);
    return { status: 303, headers: { ...headers, location: target.href }, body: '' };
  }
  const status = fields.get('success_action_status');
  if (status === '200') return { status: 200, headers, body: '' };
  if (status !== '201') return { status: 204, headers, body: '' };
  const path = key.toWellFormed().split('/').map(encodeURIComponent).join('/');
  const location = `${exchange.origin}/${bucket}/${path}`;
  const content = [
    xmlText('Bucket', bucket),
    xmlText('Location', location),
    xmlText('Key', key),
    xmlText('ETag', etag),
  ];
  const response = xmlResponse(xmlElement('PostResponse', content.join('')));
  return { ...response, status: 201, headers: { ...headers, ...response.headers, location } };
}
