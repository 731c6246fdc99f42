import { createHash } from 'node:crypto';
import { createReadStream, globSync, statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, dirname, extname, join, relative, resolve } from 'node:path';
import { Mistake } from '../mistake.ts';

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
export async function expand(words: readonly string[], out: string): Promise<Picture[]> {
  if (words.length === 0)
    throw new Mistake('no pictures: name files, a folder, or a pattern such as photos/*.jpg');
  const urls = words.filter(isUrl);
  const found = await Promise.all(words.filter((word) => !isUrl(word)).map(filesOf));
  const outside = (path: string) => relative(resolve(out), path).startsWith('..');
  const paths = [...new Set(found.flat().map((path) => resolve(path)))].filter(outside).sort();
  const pictures = [
    ...paths.map((path) => fileAt(path, commonFolder(paths))),
    ...[...new Set(urls)].map(pictureAt),
  ];
  return pictures.map((picture) => withOwnStem(picture, pictures));
}

const isUrl = (word: string) => /^https?:\/\//i.test(word);

async function filesOf(word: string): Promise<string[]> {
  const stats = statSync(word, { throwIfNoEntry: false });
  if (stats?.isDirectory())
    return (await readdir(word)).filter((name) => extensions.test(name)).map((name) => join(word, name));
  if (stats) return [word];
  // A backslash is a separator on Windows and escapes a character elsewhere.
  const pattern = process.platform === 'win32' ? word.replaceAll('\\', '/') : word;
  const matches = globSync(pattern).filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile());
  if (matches.length === 0) throw new Mistake(`${word}: no such file, and nothing matches it`);
  return matches;
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
  const shown = relative('.', path);
  return {
    name: shown.startsWith('..') ? path : shown,
    path,
    stem: name.slice(0, name.length - extname(name).length),
  };
}

function pictureAt(url: string): Picture {
  const name = decodeURIComponent(basename(new URL(url).pathname)) || 'picture';
  return { name: url, url, stem: name.replace(/\.\w+$/, '').replace(/[^\w.-]+/g, '_') };
}

/** `a.jpg` and `a.png` must not become one file. */
function withOwnStem(picture: Picture, all: readonly Picture[]): Picture {
  const same = all.filter(({ stem }) => stem.toLowerCase() === picture.stem.toLowerCase());
  if (same.length === 1) return picture;
  const mark = picture.path ? extname(picture.path).slice(1) : hash(picture.url ?? '').slice(0, 6);
  return { ...picture, stem: `${picture.stem}-${mark}` };
}

/** What the picture is, whatever it is called. */
export async function contentOf({ path, url = '' }: Picture): Promise<string> {
  if (path === undefined) return hash(url);
  const digest = createHash('sha256');
  for await (const chunk of createReadStream(path)) digest.update(chunk as Buffer);
  return digest.digest('hex');
}

export const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
