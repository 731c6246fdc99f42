import { createHash } from 'node:crypto';
import { createReadStream, existsSync, globSync, realpathSync, statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, dirname, extname, join, relative, resolve, sep } from 'node:path';
import { unescape as decode } from 'node:querystring';
import { UsageError } from '../usage-error.ts';

/** A file or, for vendors that take addresses, a URL. */
export interface Picture {
  /** As shown to the user. */
  readonly name: string;
  readonly path?: string;
  readonly url?: string;
  /** Where its result goes in the output folder, without extension. */
  readonly stem: string;
}

const extensions = /\.(jpe?g|png|webp|bmp|tiff?|gif)$/i;

/** Files, folders, URLs and patterns such as `photos/*.jpg`, which cmd.exe and PowerShell hand over as they are typed. */
export async function expand(words: readonly string[], out: string): Promise<readonly Picture[]> {
  if (words.length === 0)
    throw new UsageError('no pictures: name files, a folder, or a pattern such as photos/*.jpg');
  const urls = words.filter(isUrl);
  const found = await Promise.all(words.filter((word) => !isUrl(word)).map(filesOf));
  const outside = (path: string) => relative(realPath(out), realPath(path)).startsWith('..');
  const paths = [...new Set(found.flat().map((path) => resolve(path)))].sort();
  const sources = paths.filter(outside);
  const pictures = [
    ...sources.map((path) => fileAt(path, commonFolder(sources))),
    ...[...new Set(urls)].map(pictureAt),
  ];
  if (paths.length > 0 && pictures.length === 0)
    throw new UsageError('--out: the pictures are in this folder: choose another');
  if (pictures.length === 0) throw new UsageError(`${words.join(', ')}: no pictures there`);
  return [extensionMark, hashMark]
    .reduce(withOwnStems, pictures)
    .map((picture) => ({ ...picture, stem: shortPath(picture.stem) }));
}

/** A link may lead to the folder of the pictures. */
const realPath = (path: string): string => (existsSync(path) ? realpathSync(path) : resolve(path));

const isUrl = (word: string) => /^https?:\/\//i.test(word);

const filesOf = (word: string): Promise<string[]> =>
  find(word).catch((error: NodeJS.ErrnoException) => {
    throw error instanceof UsageError ? error : new UsageError(`${word}: cannot be read: ${error.message}`);
  });

async function find(word: string): Promise<string[]> {
  const stats = statSync(word, { throwIfNoEntry: false });
  if (stats?.isDirectory()) {
    const entries = await readdir(word, { withFileTypes: true });
    const files = entries.filter((entry) => extensions.test(entry.name) && !entry.isDirectory());
    return files.map((entry) => join(word, entry.name)).filter(isFile);
  }
  if (stats && !stats.isFile()) throw new UsageError(`${word}: is neither a file nor a folder`);
  if (stats) return [word];
  // A backslash is a separator on Windows and escapes a character elsewhere.
  const pattern = process.platform === 'win32' ? word.replaceAll('\\', '/') : word;
  const matches = globSync(pattern).filter(isFile);
  if (matches.length === 0) throw new UsageError(`${word}: no such file, and nothing matches it`);
  return matches;
}

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() === true;

function commonFolder(paths: readonly string[]): string {
  const [first = '', ...others] = paths.map(dirname);
  return others.reduce((folder, path) => {
    let common = folder;
    while (relative(common, path).startsWith('..')) common = dirname(common);
    return common;
  }, first);
}

function fileAt(path: string, folder: string): Picture {
  const name = relative(folder, path);
  const near = relative('.', path);
  const shown = near.startsWith('..') ? path : near;
  return {
    // Names may hold anything, even what a terminal obeys.
    name: shown.replace(/\p{Cc}/gu, '?'),
    path,
    stem: name.slice(0, name.length - extname(name).length),
  };
}

function pictureAt(url: string): Picture {
  const place = URL.parse(url);
  if (!place) throw new UsageError(`${url}: is not a URL`);
  const name = decode(basename(place.pathname)) || 'picture';
  // Without what may be a password or a signature.
  return {
    name: place.origin + place.pathname,
    url,
    stem: name.replace(/\.\w+$/, '').replace(/[^\p{L}\p{N}_.-]+/gu, '_'),
  };
}

type Mark = (picture: Picture) => string;

const hashMark: Mark = ({ path, url = '' }) => hash(path ?? url).slice(0, 6);
const extensionMark: Mark = (picture) =>
  picture.path === undefined ? hashMark(picture) : extname(picture.path).slice(1);

/** `a.jpg` and `a.png` must not become one file. */
function withOwnStems(pictures: readonly Picture[], mark: Mark): Picture[] {
  const same = Map.groupBy(pictures, ({ stem }) => stem.toLowerCase());
  return pictures.map((picture) => {
    const isAlone = same.get(picture.stem.toLowerCase())?.length === 1;
    return isAlone ? picture : { ...picture, stem: `${picture.stem}-${mark(picture)}` };
  });
}

/** File systems take 255 bytes for a name; the rest is for the extension, a mark and `.part` while it is written. */
const longestStem = 220;
const shortPath = (stem: string): string => stem.split(sep).map(shortName).join(sep);

/** What is cut off is not lost: two long names that begin alike stay apart by it. */
function shortName(name: string): string {
  if (Buffer.byteLength(name) <= longestStem) return name;
  const mark = `-${hash(name).slice(0, 6)}`;
  let kept = '';
  for (const letter of name) {
    if (Buffer.byteLength(kept + letter + mark) > longestStem) break;
    kept += letter;
  }
  return kept + mark;
}

/** What the picture is, whatever it is called. */
export async function contentOf({ path, url = '' }: Picture): Promise<string> {
  if (path === undefined) return hash(url);
  const digest = createHash('sha256');
  for await (const chunk of createReadStream(path)) digest.update(chunk as Buffer);
  return digest.digest('hex');
}

export const hash = (content: string | Uint8Array): string =>
  createHash('sha256').update(content).digest('hex');
