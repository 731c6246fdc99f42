import './check-version.ts';
import { Readable } from 'node:stream';
import type OSS from 'ali-oss';
import { connect } from '../client.ts';
import type { HttpRequest, HttpResponse, Send } from '../http.ts';
import { endpointUrl, isIpAddress, isPathStyle, keyOf } from '../vendors/aliyun-oss/address.ts';
import { type OssGrant, regionOf } from '../vendors/aliyun-oss/authenticate.ts';
import { md5Of, type PutObject, storing, wireFields } from '../vendors/aliyun-oss/calls.ts';
import { silent, toNetworkError } from './undici-send.ts';

const never = { times: 0, firstMs: 0 };
/** For a stream of unknown length. */
const streamTimeoutMs = 3_600_000;

/**
 * `putObject` through Aliyun's own ali-oss, for servers. It signs and sends; what the answer means is read by core, so
 * that errors are the same either way. A stream is sent once: it cannot be read again.
 */
export const putObjectWithAliOss: PutObject<Blob | Readable> = async (client, input) => {
  const { credentials, ...connection } = client.connection;
  if (!credentials)
    throw new Error('putObjectWithAliOss needs a client that holds credentials, as connectOss makes it');
  const { body } = input;
  const isBlob = body instanceof Blob;
  const send = aliOssSend(credentials, connection.host.now, isBlob ? undefined : body);
  const once = connect(connection.vendor, {
    ...connection,
    host: { ...connection.host, send },
    retry: never,
  });
  const fields = {
    ...wireFields(input),
    body: isBlob ? body : new Blob([]),
    'content-md5': isBlob ? await md5Of(body) : undefined,
  };
  const repeating = isBlob ? client : { ...client, connection: { ...client.connection, retry: never } };
  return storing(repeating, input, () => once.putObject(fields));
};

/** Sends a request that is not signed yet. `stream` takes the place of the body in the request. */
function aliOssSend(grant: OssGrant, now: () => number, stream: Readable | undefined): Send {
  return async (request) => {
    const { url, headers, body, timeoutMs, idleMs, signal } = request;
    const blob = body && 'bytes' in body ? body.bytes : new Blob([]);
    const timeout = stream ? streamTimeoutMs : timeoutMs;
    // Its types require fields that it does not.
    const options = {
      headers: { ...headers },
      timeout,
      contentLength: stream ? 0 : blob.size,
    } as unknown as OSS.PutStreamOptions;
    let cancel = () => {};
    const canceled = new Promise<void>((resolve) => {
      cancel = resolve;
    });
    signal?.addEventListener('abort', cancel);
    const { client, answered } = await openAliOss(grant, now);
    const { source, silence, end } = watched(stream ?? Readable.fromWeb(blob.stream()), idleMs);
    try {
      // ali-oss throws for every response but 2xx. The caller needs the response itself.
      const put = client.putStream(keyOf(grant, url), source, options).catch((error) => error);
      const error = await Promise.race([put, canceled, silence]);
      signal?.throwIfAborted();
      return await answered(timeout, error);
    } finally {
      signal?.removeEventListener('abort', cancel);
      end();
    }
  };
}

/** Rejects `silence` when nobody has taken a byte for a while, or nobody has answered after the last. */
function watched(from: Readable, idleMs: number | undefined) {
  const silence = Promise.withResolvers<never>();
  const timer = idleMs === undefined ? undefined : setTimeout(() => silence.reject(silent(idleMs)), idleMs);
  const source = Readable.from(
    (async function* () {
      for await (const chunk of from) {
        yield chunk;
        timer?.refresh();
      }
    })(),
    { objectMode: false },
  );
  const end = () => {
    clearTimeout(timer);
    source.destroy();
    from.destroy();
  };
  return { source, silence: silence.promise, end };
}

/** The HTTP client that ali-oss uses, and that can be replaced. */
interface Urllib {
  request(
    url: string,
    options: object,
  ): Promise<{ status: number; headers: HttpRequest['headers']; data: Uint8Array }>;
}

async function openAliOss(grant: OssGrant, now: () => number) {
  // Loaded when it is needed: it takes as long as all the rest together.
  const { default: Client } = await import('ali-oss');
  const client = new Client(optionsOf(grant, now)) as OSS & { urllib: Urllib };
  const { urllib } = client;
  let exchange: ReturnType<Urllib['request']> | undefined;
  client.urllib = {
    request(url, options) {
      exchange = urllib.request(url, options);
      return exchange;
    },
  };
  const answered = async (timeoutMs: number, error: unknown): Promise<HttpResponse> => {
    if (!exchange) throw error;
    try {
      const { status, headers, data } = await exchange;
      return { status, headers, body: Buffer.from(data).toString('utf8') };
    } catch (cause) {
      const { name, message, code = name } = cause as Error & { code?: string };
      // The rest of its text is made for logs.
      const reason = { code, message: message.split(/, (?:PUT|GET) /)[0] as string };
      throw toNetworkError(reason, name === 'ResponseTimeoutError' ? timeoutMs : undefined);
    }
  };
  return { client, answered };
}

function optionsOf(grant: OssGrant, now: () => number): OSS.Options {
  const { accessKeyId, accessKeySecret, securityToken, bucket, cname = false } = grant;
  const { protocol, host, hostname } = endpointUrl(grant.endpoint);
  const isV4 = grant.signatureVersion === 'v4';
  const options = {
    accessKeyId,
    accessKeySecret,
    bucket,
    endpoint: `${protocol}//${host}`,
    cname,
    // Puts the bucket into the path. For IP addresses it does without: it names the bucket in the Host header.
    sldEnable: !cname && isPathStyle(hostname) && !isIpAddress(hostname),
    authorizationV4: isV4,
    amendTimeSkewed: now() - Date.now(),
    // With a token it warns on the console if this is left out.
    ...(securityToken !== undefined && { stsToken: securityToken, refreshSTSTokenInterval: 86_400_000 }),
    ...(isV4 && { region: `oss-${regionOf(grant)}` }),
  };
  return options;
}
