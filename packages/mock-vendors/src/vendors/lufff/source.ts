import { Readable } from 'node:stream';
import { Fail, respond } from '../../engine/mock-vendor.ts';
import { fractionOf } from '../../world/ids.ts';
import { inspect } from '../../world/images.ts';
import { sharp } from '../../world/imaging/sharp.ts';
import { mockAliyunOss } from '../aliyun-oss/index.ts';
import { locate } from './address.ts';
import type { LufffCall } from './call.ts';
import { errors } from './errors.ts';

const maxRedirects = 3;

/**
 * The image at a URL. Nothing leaves this machine unless the settings name the host: any other public address gets a
 * sample picture, and a private one cannot be reached, as for the vendor.
 */
export async function imageAt(url: URL, call: LufffCall): Promise<Buffer> {
  const bytes = await open(url, call, maxRedirects);
  if (await inspect(bytes)) return bytes;
  throw badImage('it is no image');
}

/** Each redirect is judged as the first URL was. */
async function open(url: URL, call: LufffCall, redirects: number): Promise<Buffer> {
  const where = locate(url, call);
  if (where === 'public') return samplePicture(url.href);
  if (where === 'private') throw badImage('the address is private');
  const { status, location, bytes } = where === 'oss' ? await askOss(url, call) : await ask(where, call);
  const next = URL.parse(location ?? '', url.href);
  if (status >= 300 && status < 400 && next && redirects > 0) return open(next, call, redirects - 1);
  if (status !== 200) throw badImage(`HTTP ${status}`);
  return bytes;
}

interface Fetched {
  readonly status: number;
  readonly location?: string | null;
  readonly bytes: Buffer;
}

async function ask(url: URL, { settings }: LufffCall): Promise<Fetched> {
  try {
    const signal = AbortSignal.timeout(settings.fetchTimeoutMs);
    const { status, headers, body } = await fetch(url, { redirect: 'manual', signal });
    const bytes = await readWhole(body ?? [], settings.maxImageBytes);
    return { status, location: headers.get('location'), bytes };
  } catch (error) {
    throw error instanceof Fail ? error : badImage('no answer');
  }
}

async function askOss(url: URL, { exchange, settings }: LufffCall): Promise<Fetched> {
  const { status, body, connection } = await respond(exchange.world, mockAliyunOss, {
    method: 'GET',
    url: url.pathname + url.search,
    headers: { host: url.host },
    body: Readable.from([]),
    origins: exchange.request.origins,
  });
  if (connection) throw badImage('no answer');
  const chunks =
    typeof body === 'string' || body instanceof Uint8Array ? [Buffer.from(body as string)] : body;
  return { status, bytes: await readWhole(chunks, settings.maxImageBytes) };
}

async function readWhole(
  body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  maxBytes: number,
): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > maxBytes) throw badImage('it is too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const badImage = (reason: string) => new Fail(errors.badImage, `${errors.badImage.message}: ${reason}`);

/** A person in front of a wall, in colors that depend on the text. */
function samplePicture(text: string): Promise<Buffer> {
  const hue = Math.floor(fractionOf(text) * 360);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="240" height="320">
    <rect width="240" height="320" fill="hsl(${(hue + 180) % 360} 25% 88%)"/>
    <path d="M20 320 a100 110 0 0 1 200 0" fill="hsl(${hue} 60% 35%)"/>
    <ellipse cx="120" cy="130" rx="55" ry="70" fill="#c68e6a"/></svg>`;
  return sharp(Buffer.from(svg)).jpeg().toBuffer();
}
