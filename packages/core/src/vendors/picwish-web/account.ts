import { check } from '../../check.ts';
import { type Client, type Connection, connect } from '../../client.ts';
import { isVendorError, VendorError } from '../../errors.ts';
import { type Progress, poll, type Wait } from '../../poll.ts';
import { isPrivate } from '../../private-address.ts';
import { loginSession, type Session } from '../../session.ts';
import type { Input, Output } from '../../vendor.ts';
import { connectOss, type OssGrant, type PutObject, putObject } from '../aliyun-oss/index.ts';
import { endpointName } from '../picwish/endpoints.ts';
import { progressOf, type Reading, type Result } from '../picwish/progress.ts';
import type { PicwishWebCredentials } from './authenticate.ts';
import { type endpoints, resource, type WebToolInput } from './endpoints.ts';
import { type WebTool, type WebToolName, webTools } from './tools.ts';
import { picwishWeb } from './vendor.ts';

export type PicwishWebClient = Client<typeof picwishWeb>;

export interface Account {
  readonly telephone: string;
  readonly password: string;
  /** `+86` if left out. */
  readonly countryCode?: string | undefined;
}

/** The web page itself looks once a second, for five minutes. */
export const webWait: Wait = {
  firstMs: 0,
  everyMs: 1_000,
  backoff: 1,
  maxEveryMs: 1_000,
  timeoutMs: 300_000,
};

export async function login(client: PicwishWebClient, account: Account): Promise<PicwishWebCredentials> {
  const { telephone, password, countryCode } = account;
  const discreet = connect(client.connection.vendor, { ...client.connection, secrets: [password] });
  try {
    const { api_token } = await discreet.login({ telephone, password, country_code: countryCode });
    return { token: api_token };
  } catch (error) {
    if (!isVendorError(error) || error.kind !== 'refused') throw error;
    const hint =
      'Check telephone, country code and password; log in once at picwish.cn with a browser, a captcha may be waiting there';
    throw new VendorError('auth', error.reason, { ...error.context, hint }, { cause: error });
  }
}

/** Where a login is kept between calls and, if the program stores it, between runs. */
export interface KeptLogin {
  token?: string | undefined;
}

/** Logs in when there is no token, and again when PicWish refuses it. */
export const accountSession = (
  client: PicwishWebClient,
  account: Account,
  { kept }: { readonly kept: KeptLogin },
): Session<PicwishWebCredentials> =>
  loginSession({
    known: () => (kept.token ? { token: kept.token } : undefined),
    async logIn() {
      const credentials = await login(client, account);
      kept.token = credentials.token;
      return credentials;
    },
  });

export interface NamedFile<Content = Blob> {
  readonly name: string;
  readonly body: Content;
  /** Content type; a blob knows its own. */
  readonly type?: string | undefined;
}

/** Stores a file in the account and resolves to its resource id. Hosts that can store more than blobs hand in `put`. */
export function uploadToAccount(client: PicwishWebClient, file: NamedFile): Promise<string>;
export function uploadToAccount<Content>(
  client: PicwishWebClient,
  file: NamedFile<Content>,
  put: PutObject<Content>,
): Promise<string>;
export async function uploadToAccount(
  client: PicwishWebClient,
  file: NamedFile,
  put: PutObject = putObject,
): Promise<string> {
  try {
    return await upload(client, file, put);
  } catch (error) {
    // The grant lives for a short time only; nothing was stored with one that has run out.
    const isGrantRefused =
      isVendorError(error) && error.context.vendor === 'aliyun-oss' && error.kind === 'auth';
    // A stream cannot be read again.
    const isRepeatable = isGrantRefused && file.body instanceof Blob;
    if (!isRepeatable || error.context.code === 'RequestTimeTooSkewed') throw error;
    return upload(client, file, put);
  }
}

/** PicWish answers with an object that is keyed by the name, and says nothing of its length. */
function plainName(name: string): string {
  const isPlain = name.length <= 200 && !['', '__proto__', 'constructor', 'prototype'].includes(name);
  return isPlain ? name : `image${/\.\w{1,8}$/.exec(name)?.[0] ?? ''}`;
}

async function upload(
  client: PicwishWebClient,
  { name, body, type: contentType = body.type || undefined }: NamedFile,
  put: PutObject,
): Promise<string> {
  const { host, retry, idleMs, signal, vendor } = client.connection;
  const sentName = plainName(name);
  const answer = await client.authorizeUpload({ filenames: [sentName] });
  const { objects } = answer;
  const grant = grantOf(client, answer);
  const key = Object.hasOwn(objects, sentName) ? objects[sentName] : Object.values(objects)[0];
  const { url, body: template, type } = answer.callback;
  const storage = connectOss(grant, { host, idleMs, signal, ...(retry && { retry }) });
  const { callbackData: json } = await put(storage, {
    key: key ?? '',
    body,
    contentType,
    callback: { url, body: template, type: type ?? undefined },
  });
  const where = { vendor: vendor.name, endpoint: 'upload' };
  const hint = 'The file is stored at OSS, but PicWish gave no resource id: upload it again';
  const context = { ...where, hint, ids: { bucket: grant.bucket, object: key ?? '' } };
  const unwrapped = vendor.unwrap({ status: 200, headers: {}, text: '', json });
  if (!('data' in unwrapped))
    throw new VendorError('unavailable', `PicWish did not take the file (${unwrapped.code})`, context);
  return (check(resource, unwrapped.data, 'protocol', context) as { resource_id: string }).resource_id;
}

function grantOf(
  { connection: { vendor, baseUrl = vendor.baseUrl } }: PicwishWebClient,
  { credential, bucket, endpoint, region }: Output<(typeof endpoints)['authorizeUpload']>,
): OssGrant {
  const address = URL.parse(/^https?:\/\//.test(endpoint) ? endpoint : `https://${endpoint}`);
  if (!address || (isPrivate(address.hostname) && !isPrivate(new URL(baseUrl).hostname)))
    throw new VendorError('protocol', 'the upload address is not a public one', {
      vendor: vendor.name,
      endpoint: 'authorizeUpload',
      hint: 'PicWish answered with an address this program must not send files to',
    });
  return {
    accessKeyId: credential.access_key_id,
    accessKeySecret: credential.access_key_secret,
    securityToken: credential.security_token,
    bucket,
    endpoint,
    region: region ?? undefined,
  };
}

export type Quality = Input<(typeof endpoints)['readCleanFile']>['pic_quality'];

export interface InAccount {
  readonly wait?: Wait | undefined;
  /** `hd` is the original size, `free` about 640 pixels. */
  readonly quality?: Quality;
}

/** Processes what was uploaded and resolves to files without a watermark. */
export async function processInAccount<Name extends WebToolName>(
  client: PicwishWebClient,
  tool: Name,
  input: WebToolInput<Name>,
  options: InAccount = {},
): Promise<Result> {
  return finishInAccount(client, tool, await submitInAccount(client, tool, input), options);
}

/** Starts a task and resolves to its id. Charges. */
export async function submitInAccount<Name extends WebToolName>(
  client: PicwishWebClient,
  tool: Name,
  input: WebToolInput<Name>,
): Promise<string> {
  const create = endpointName('create', tool) as 'createFaceCutout';
  return (await client[create](input as WebToolInput<'faceCutout'>)).task_id;
}

/** Waits for a task that was started before. Every error carries its id. */
export function finishInAccount(
  client: PicwishWebClient,
  tool: WebToolName,
  taskId: string,
  { wait = webWait, quality }: InAccount = {},
): Promise<Result> {
  const { host, signal, vendor } = client.connection;
  const where = { vendor: vendor.name, endpoint: endpointName('read', tool) };
  const read = () => readTaskInAccount(client, tool, taskId, { quality });
  return poll(read, { host, wait, where, ids: { task_id: taskId }, signal });
}

/** Reads a task once. */
export async function readTaskInAccount(
  client: PicwishWebClient,
  tool: WebToolName,
  taskId: string,
  { quality }: Pick<InAccount, 'quality'> = {},
): Promise<Progress<Result>> {
  const read = endpointName('read', tool) as 'readFaceCutout';
  const where = { vendor: client.connection.vendor.name, endpoint: read };
  const { results, cleanAs }: WebTool = webTools[tool];
  const task = (await client[read]({ task_id: taskId })) ?? {};
  const progress = progressOf(
    { ...task, task_id: taskId },
    { where, results, connection: client.connection },
  );
  if (!progress.done || cleanAs === undefined) return progress;
  return { done: true, result: await cleanResult(client, progress.result, { cleanAs, taskId, quality }) };
}

/** The files in a task itself bear a watermark, so they are never handed out instead. */
async function cleanResult(
  client: PicwishWebClient,
  { task }: Result,
  { cleanAs, taskId, quality }: { cleanAs: string; taskId: string; quality: Quality },
): Promise<Result> {
  const files = await client.readCleanFile({ tool: cleanAs, task_id: taskId, pic_quality: quality });
  const where = { vendor: client.connection.vendor.name, endpoint: 'readCleanFile' };
  const reading: Reading = { where, results: ['image', 'mask'], connection: client.connection };
  const progress = progressOf({ ...files, state: 1, task_id: taskId }, reading);
  return { ...(progress as { result: Result }).result, task };
}

/** A client that logs in by itself. `kept` may be stored between runs. */
export function connectAccount(
  account: Account,
  options: Pick<Connection<typeof picwishWeb>, 'host' | 'baseUrl' | 'retry' | 'signal'>,
  kept: KeptLogin = {},
): PicwishWebClient {
  const session = accountSession(connect(picwishWeb, options), account, { kept });
  return connect(picwishWeb, { ...options, session });
}
