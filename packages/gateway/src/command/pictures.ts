import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { basename, dirname, extname, relative, sep } from 'node:path';
import { unescape as decode } from 'node:querystring';
import { UsageError } from '../usage-error.ts';
import { findPictures, type LeftOut } from './find-pictures.ts';

/** A file or, for vendors that take addresses, a URL. */
export interface Picture {
  /** As shown to the user. */
  readonly name: string;
  readonly path?: string;
  readonly url?: string;
  /** Where its result goes in the output folder, without extension. */
  readonly stem: string;
}

export interface Found {
  readonly pictures: readonly Picture[];
  readonly leftOut: readonly LeftOut[];
}

/** What the words of the command name: files, folders, patterns and URLs. */
export function expand(words: readonly string[], search: Parameters<typeof findPictures>[1]): Found {
  if (words.length === 0)
    throw new UsageError('no pictures: name files, a folder, or a pattern such as photos/*.jpg');
  const urls = words.filter(isUrl);
  const { paths, leftOut } = findPictures(
    words.filter((word) => !isUrl(word)),
    search,
  );
  const pictures = [
    ...paths.map((path) => fileAt(path, commonFolder(paths))),
    ...[...new Set(urls)].map(pictureAt),
  ];
  if (pictures.length === 0 && leftOut.some(({ isPicture }) => isPicture))
    throw new UsageError(leftOut.map(({ name, reason }) => `${shown(name)}: ${reason}`).join('\n'));
  if (pictures.length === 0) throw new UsageError(`${words.join(', ')}: no pictures there`);
  return {
    pictures: [extensionMark, hashMark]
      .reduce(withOwnStems, pictures)
      .map((picture) => ({ ...picture, stem: shortPath(picture.stem) })),
    leftOut: leftOut.map((one) => ({ ...one, name: shown(one.name) })),
  };
}

/** One file or URL, named by an absolute path. */
export const pictureNamed = (word: string): Picture =>
  isUrl(word) ? pictureAt(word) : fileAt(word, dirname(word));

export const isUrl = (word: string): boolean => /^https?:\/\//i.test(word);

/** Relative where that is shorter. Names may contain control characters. */
function shown(path: string): string {
  const near = relative('.', path);
  return (near.startsWith('..') ? path : near).replace(/\p{Cc}/gu, '?');
}

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
  return {
    name: shown(path),
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

/** File systems allow 255 bytes for a name; the rest is for an extension and a mark. */
const longestStem = 220;
const shortPath = (stem: string): string => stem.split(sep).map(shortName).join(sep);

/** Two long names with the same beginning stay distinct by a hash of the whole name. */
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

/** Hash of the picture's bytes, or of its URL. */
export async function contentOf({ path, url = '' }: Picture): Promise<string> {
  if (path === undefined) return hash(url);
  const digest = createHash('sha256');
  for await (const chunk of createReadStream(path)) digest.update(chunk as Buffer);
  return digest.digest('hex');
}

export const hash = (content: string | Uint8Array): string =>
  createHash('sha256').update(content).digest('hex');
