import {
  closeSync,
  existsSync,
  globSync,
  openSync,
  readdirSync,
  readSync,
  realpathSync,
  statSync,
} from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { fileTypeOf } from '@api-repack/core';
import { UsageError } from '../usage-error.ts';

/** A file of a folder that is not processed. */
export interface LeftOut {
  readonly name: string;
  readonly reason: string;
  /** False for what nobody expects to be processed, such as a text file. */
  readonly isPicture: boolean;
}

export interface FoundFiles {
  readonly paths: readonly string[];
  readonly leftOut: readonly LeftOut[];
}

interface Search {
  readonly out: string;
  /** Whether a file below `out` is a result, and so not a picture to process. */
  readonly isResult: (file: string) => boolean;
  readonly isRecursive: boolean;
}

/** Files, folders, and patterns such as `photos/*.jpg`, which cmd.exe and PowerShell hand over as they are typed. */
export function findPictures(words: readonly string[], search: Search): FoundFiles {
  const paths = new Set<string>();
  const leftOut: LeftOut[] = [];
  const outPath = realPath(search.out);
  const inOut = (path: string) => relative(outPath, realPath(path));
  const isResult = (path: string) => search.isResult(inOut(path));
  const add = (path: string) => {
    if (inOut(path).startsWith('..')) paths.add(resolve(path));
    else if (!isResult(path))
      leftOut.push({ name: path, reason: 'it is inside the folder of --out', isPicture: true });
  };
  for (const word of words) find(word, { isRecursive: search.isRecursive, isResult, add, leftOut });
  return { paths: [...paths].sort(), leftOut };
}

/** A link may lead to the folder of the results. */
const realPath = (path: string): string => (existsSync(path) ? realpathSync(path) : resolve(path));

interface Finding {
  readonly isRecursive: boolean;
  readonly isResult: (path: string) => boolean;
  readonly add: (path: string) => void;
  readonly leftOut: LeftOut[];
}

function find(word: string, finding: Finding): void {
  try {
    const stats = statSync(word, { throwIfNoEntry: false });
    if (stats && !stats.isFile() && !stats.isDirectory())
      throw new UsageError(`${word}: is neither a file nor a folder`);
    if (stats) {
      if (stats.isFile()) finding.add(word);
      else walk(word, finding, new Set());
      return;
    }
    // A backslash is a separator on Windows and escapes a character elsewhere.
    const pattern = process.platform === 'win32' ? word.replaceAll('\\', '/') : word;
    const matches = globSync(pattern).filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile());
    if (matches.length === 0) throw new UsageError(`${word}: no such file, and nothing matches it`);
    for (const path of matches) finding.add(path);
  } catch (error) {
    throw error instanceof UsageError
      ? error
      : new UsageError(`${word}: cannot be read: ${(error as Error).message}`);
  }
}

function walk(folder: string, finding: Finding, visited: Set<string>): void {
  const real = realpathSync(folder);
  // A link may lead back.
  if (visited.has(real)) return;
  visited.add(real);
  for (const entry of readdirSync(folder, { encoding: 'buffer' }).sort(Buffer.compare)) {
    const name = entry.toString('utf8');
    if (name.startsWith('.')) continue;
    const path = join(folder, name);
    const stats = statSync(path, { throwIfNoEntry: false });
    if (!Buffer.from(name).equals(entry))
      finding.leftOut.push({ name: path, reason: 'its name is not valid UTF-8: rename it', isPicture: true });
    else if (stats?.isDirectory()) {
      if (finding.isRecursive) walk(path, finding, visited);
    } else if (stats?.isFile()) {
      if (!finding.isResult(path)) addFile(path, finding);
    } else finding.leftOut.push({ name: path, reason: 'it is not a file', isPicture: false });
  }
}

/** By its first bytes: names say nothing, such as `.jfif` or no extension at all. */
function addFile(path: string, { add, leftOut }: Finding): void {
  try {
    const type = fileTypeOf(headOf(path))?.type;
    if (type?.startsWith('image/') || type === 'application/pdf') add(path);
    else if (looksLikePicture.test(path))
      leftOut.push({ name: path, reason: 'its content is not a picture', isPicture: true });
    else leftOut.push({ name: path, reason: 'it is not a picture', isPicture: false });
  } catch (error) {
    leftOut.push({ name: path, reason: `it cannot be read: ${(error as Error).message}`, isPicture: true });
  }
}

const looksLikePicture = /\.(jpe?g|jfif|png|webp|bmp|tiff?|gif|heic|heif|avif|pdf)$/i;

export function headOf(path: string): Uint8Array {
  const file = openSync(path, 'r');
  try {
    const head = new Uint8Array(512);
    return head.subarray(0, readSync(file, head));
  } finally {
    closeSync(file);
  }
}
