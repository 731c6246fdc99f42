import { lstat, realpath, stat } from 'node:fs/promises';
import { dirname, isAbsolute, relative } from 'node:path';
import { fileTypeOf } from '@api-repack/core';
import { headOf } from '../command/find-pictures.ts';
import { badInput, HttpError } from '../http-error.ts';

export interface Limits {
  readonly allowed: readonly string[];
  readonly maxFileBytes: number;
}

/**
 * The real path of a picture that may be sent. Links are followed first, so that none leads out of the allowed folders. The
 * reason does not tell whether a file outside of them exists.
 */
export async function allowedFile(path: string, { allowed, maxFileBytes }: Limits): Promise<string> {
  const real = await realpath(path).catch(() => undefined);
  const folders = await Promise.all(allowed.map((folder) => realpath(folder).catch(() => undefined)));
  const isInside = folders.some((folder) => real && folder && contains(folder, real));
  if (!real && (await isMissingIn(folders, path))) throw badInput('picture: there is no such file');
  if (!isAbsolute(path) || !real || !isInside)
    throw badInput(
      'the picture is not in an allowed folder',
      `Give an absolute path in ${allowed.join(' or ')}; --allow adds folders`,
    );
  const { size, isFile } = await factsOf(real);
  if (!isFile) throw badInput('the picture is a folder', 'Give the path of a file');
  if (size > maxFileBytes)
    throw new HttpError(
      413,
      'too-large',
      `the picture is longer than ${Math.round(maxFileBytes / 2 ** 20)} MB`,
      {
        hint: 'Use a smaller picture',
      },
    );
  const type = fileTypeOf(headOf(real))?.type;
  if (type?.startsWith('image/') || type === 'application/pdf') return real;
  throw new HttpError(415, 'unsupported', 'the file is not a picture by its content', {
    hint: 'Give the path of a picture, such as a JPEG or PNG file',
  });
}

/** Whether its folder is an allowed one, which may be said, and has no file of this name. */
async function isMissingIn(folders: readonly (string | undefined)[], path: string): Promise<boolean> {
  const parent = await realpath(dirname(path)).catch(() => undefined);
  const isInside = folders.some((folder) => parent && folder && contains(folder, parent));
  if (!isAbsolute(path) || !isInside) return false;
  return lstat(path).then(
    () => false,
    () => true,
  );
}

async function factsOf(path: string): Promise<{ readonly size: number; readonly isFile: boolean }> {
  const facts = await stat(path);
  return { size: facts.size, isFile: facts.isFile() };
}

function contains(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return !isAbsolute(way) && way.split(/[\\/]/)[0] !== '..';
}
