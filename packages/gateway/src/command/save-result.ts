import { randomUUID } from 'node:crypto';
import { copyFile, link, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import type { OpenedResult } from '@api-repack/core';
import type { FolderPayments } from './folder-payments.ts';
import { makeFolder } from './make-folder.ts';

interface Target {
  readonly out: string;
  readonly payments: FolderPayments;
  readonly key: string;
  /** The wanted name, without extension. */
  readonly stem: string;
}

const partPrefix = '.api-repack-part-';
const leftoverMs = 3_600_000;

/** Writes the result, complete or not at all. Resolves to its name below the output folder. */
export async function saveResult(
  target: Target,
  { body, extension }: Pick<OpenedResult, 'body' | 'extension'>,
): Promise<string> {
  const part = join(target.out, partPrefix + randomUUID());
  try {
    const file = await open(part, 'wx');
    try {
      for await (const chunk of body) await file.appendFile(chunk);
      await file.sync();
    } finally {
      await file.close();
    }
    return await place(target, part, extension);
  } finally {
    await rm(part, { force: true });
  }
}

/** The same result under the name that its picture has now. Undefined where another file has that name. */
export async function copyResult(
  { out, payments, key, stem }: Target,
  file: string,
): Promise<string | undefined> {
  const wanted = stem + extname(file);
  const part = join(out, partPrefix + randomUUID());
  try {
    await copyFile(join(out, file), part);
    if (!(await placeAt(part, join(out, wanted)))) return undefined;
    await payments.move(key, wanted);
    return wanted;
  } finally {
    await rm(part, { force: true });
  }
}

/** Removes what programs that were killed left half written. */
export async function removeParts(out: string, now: number): Promise<void> {
  for (const name of (await readdir(out)).filter((one) => one.startsWith(partPrefix))) {
    const mtimeMs = (await stat(join(out, name)).catch(() => undefined))?.mtimeMs ?? now;
    if (now - mtimeMs > leftoverMs) await rm(join(out, name), { force: true });
  }
}

async function place({ out, payments, key, stem }: Target, part: string, extension: string): Promise<string> {
  const marked = `${stem}-${key.slice(0, 6)}${extension}`;
  for (const file of [stem + extension, marked]) {
    const path = join(out, file);
    // The result of this very payment may be replaced, and what belongs to anybody else may not.
    const isOwn = payments.owner(file) === key;
    if (isOwn) await rename(part, path);
    if (!isOwn && !(await placeAt(part, path))) continue;
    payments.setOwner(file, key);
    return file;
  }
  // Written by a run that ended before it could note it.
  await rename(part, join(out, marked));
  payments.setOwner(marked, key);
  return marked;
}

/** Gives the file its name. False if another file has it. */
async function placeAt(part: string, path: string): Promise<boolean> {
  await makeFolder(dirname(path));
  try {
    // Unlike renaming, a link never replaces a file, also of a program that runs at the same time.
    await link(part, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    const isTaken = (await stat(path).catch(() => undefined)) !== undefined;
    // File systems such as FAT have no links.
    if (!isTaken) await rename(part, path);
    return !isTaken;
  }
}
