import { createHash } from 'node:crypto';
import { readWhole, WholeBody } from '../../http/body.ts';
import { Chunks } from '../../http/chunks.ts';
import { inspect, isTooLargeToDecode, readImageHead } from '../../world/images.ts';
import { sharp } from '../../world/imaging/sharp.ts';
import { hostKind } from '../../world/network.ts';

export interface ImageSize {
  readonly width: number;
  readonly height: number;
}

/** What a tool takes. */
export interface SourceLimits {
  readonly maxBytes?: number;
  /** In pixels. @default 4096 */
  readonly maxSide?: number;
  /** As `ImageFacts` names them. @default the formats that the manual lists for every tool */
  readonly formats?: readonly string[];
  /** Takes documents, too. */
  readonly documents?: true;
}

/** A source that was read, or the state with which its task will end. */
export type TaskSource =
  | { readonly content: Chunks; readonly size: ImageSize }
  | { readonly failure: number };

const unreachable = -3;
const tooLarge = -5;
const badImage = -7;

const pictureFormats = ['jpeg', 'png', 'bmp', 'webp', 'tiff'];
/** PDF, the two kinds of office files, and the pictures that a text may be read from. */
const documentHeads = ['25504446', '504b0304', 'd0cf11e0', 'ffd8ff', '89504e47', '47494638', '424d'].map(
  (hex) => Buffer.from(hex, 'hex'),
);

/** The largest that any tool takes is 200 MB; a longer body is not read to its end. */
const maxFetchedBytes = 201 * 2 ** 20;

const noBody = new WholeBody(Buffer.of());

/** Looks at the bytes, not at the name or the type that the client claims. */
export async function examine(content: Chunks, limits: SourceLimits): Promise<TaskSource> {
  const { maxBytes = 15 * 2 ** 20, maxSide = 4096, formats = pictureFormats, documents } = limits;
  if (content.length > maxBytes) return { failure: tooLarge };
  const head = await readImageHead(content.bytes);
  if (documents && isDocument(content)) {
    // Its text is not read, so that nothing is decoded.
    return { content, size: head ?? { width: 0, height: 0 } };
  }
  if (documents || !head || !formats.includes(head.format)) return { failure: badImage };
  // Before anything is decoded: a picture that is too large is distinguished from one that is broken.
  if (Math.max(head.width, head.height) > maxSide || isTooLargeToDecode(head)) return { failure: tooLarge };
  return (await inspect(content.bytes)) ? { content, size: head } : { failure: badImage };
}

const isDocument = (content: Chunks): boolean =>
  documentHeads.some((head) => head.equals(content.slice(0, head.length).bytes));

/** The URL to ask instead of one that a client gave, or undefined where nothing may be asked: see `Network`. */
export type UrlRoute = (url: URL) => URL | undefined;

/** What the URL holds. */
export async function examineUrl(url: string, route: UrlRoute, limits: SourceLimits): Promise<TaskSource> {
  const bytes = await fetched(url, route);
  return bytes ? examine(new Chunks(bytes), limits) : { failure: unreachable };
}

/** Nothing leaves this machine: a strange URL shows a sample. */
async function fetched(text: string, route: UrlRoute): Promise<Buffer | undefined> {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol)) return undefined;
  // By RFC 2606, a name that ends so is never found.
  if (url.hostname.endsWith('.invalid')) return undefined;
  const asked = route(url);
  if (!asked) return hostKind(url.hostname) === 'public' ? samplePicture(text) : undefined;
  try {
    // A redirect could lead out of this machine.
    const response = await fetch(asked, { redirect: 'error', signal: AbortSignal.timeout(10_000) });
    return response.ok ? await readWhole(response.body ?? noBody, maxFetchedBytes) : undefined;
  } catch {
    return undefined;
  }
}

/** A portrait that depends on nothing but the text. */
export function samplePicture(text: string): Promise<Buffer> {
  const [wall, coat] = createHash('md5').update(text).digest();
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="480" height="640">
    <rect width="480" height="640" fill="hsl(${wall}, 30%, 85%)"/>
    <ellipse cx="240" cy="660" rx="200" ry="230" fill="hsl(${coat}, 45%, 40%)"/>
    <rect x="195" y="350" width="90" height="110" fill="#d9a98a"/>
    <ellipse cx="240" cy="260" rx="110" ry="145" fill="#e6b899"/>
    <path d="M128 250 q10 -150 112 -150 q102 0 112 150 q-30 -80 -112 -85 q-82 5 -112 85" fill="#3a2a20"/>
    <circle cx="200" cy="255" r="10"/><circle cx="280" cy="255" r="10"/>
    <path d="M195 330 q45 35 90 0" fill="none" stroke="#803838" stroke-width="8"/></svg>`;
  return sharp(Buffer.from(svg)).png().toBuffer();
}
