import { realpath, stat } from 'node:fs/promises';
import { isAbsolute, relative } from 'node:path';
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
  if (!isAbsolute(path) || !real || !isInside)
    throw badInput(
      'the picture is not in an allowed folder',
      `Give an absolute path in ${allowed.join(' or ')}; --allow adds folders`,
    );
  const { size, isFile } = await factsOf(real);
  if (!isFile) throw badInput('the picture is not a file');
  if (size > maxFileBytes)
    throw new HttpError(413, 'too-large', `the picture is longer than ${maxFileBytes} bytes`, {
      hint: 'Use a smaller picture',
    });
  const type = fileTypeOf(headOf(real))?.type;
  if (type?.startsWith('image/') || type === 'application/pdf') return real;
  throw new HttpError(415, 'unsupported', 'the file is not a picture by its content');
}

async function factsOf(path: string): Promise<{ readonly size: number; readonly isFile: boolean }> {
  const facts = await stat(path);
  return { size: facts.size, isFile: facts.isFile() };
}

function contains(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '' && !isAbsolute(way) && way.split(/[\\/]/)[0] !== '..';
}
