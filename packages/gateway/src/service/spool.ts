import { createHash, randomUUID } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import { type FileHandle, open, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { HttpError } from '../http-error.ts';

export interface Spooled {
  readonly file: File;
  readonly sha256: string;
  delete(): Promise<void>;
}

/** For all files of a form together. More wait on disk until they are sent on, so that many callers do not fill the memory. */
export const inMemoryBytes = 1 << 20;

const prefix = 'api-repack-';
const leftoverMs = 3_600_000;

export async function spool(
  stream: Readable,
  { name, type }: { readonly name: string; readonly type: string },
  memory: { bytesLeft: number } = { bytesLeft: inMemoryBytes },
): Promise<Spooled> {
  const digest = createHash('sha256');
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let disk: { handle: FileHandle; path: string } | undefined;
  const drop = async () => void (disk && (await rm(disk.path, { force: true })));
  try {
    for await (const chunk of stream as AsyncIterable<Buffer<ArrayBuffer>>) {
      digest.update(chunk);
      chunks.push(chunk);
      if (!disk && memory.bytesLeft >= chunk.length) {
        memory.bytesLeft -= chunk.length;
        continue;
      }
      disk ??= await create().catch(diskFailed);
      for (const part of chunks.splice(0)) await disk.handle.appendFile(part).catch(diskFailed);
    }
    await disk?.handle.close();
    const parts = disk ? [await openAsBlob(disk.path)] : chunks;
    return { file: new File(parts, name, { type }), sha256: digest.digest('hex'), delete: drop };
  } catch (error) {
    await disk?.handle.close().catch(() => undefined);
    await drop();
    throw error;
  }
}

async function create() {
  const path = join(tmpdir(), `${prefix}${randomUUID()}`);
  return { handle: await open(path, 'wx', 0o600), path };
}

function diskFailed(error: NodeJS.ErrnoException): never {
  const isFull = error.code === 'ENOSPC' || error.code === 'EDQUOT';
  throw new HttpError(
    isFull ? 507 : 503,
    'unavailable',
    `the temporary folder cannot be written: ${error.code}`,
    {
      hint: `Nothing was paid for. Make room in ${tmpdir()}, or set TMPDIR to another folder`,
      headers: { 'retry-after': '5' },
    },
  );
}

/** Removes files that an earlier gateway left in the temporary folder when it was killed. */
export async function removeLeftovers(now = Date.now()): Promise<void> {
  const names = await readdir(tmpdir()).catch(() => []);
  const own = names.filter((name) => name.startsWith(prefix) && name.length === prefix.length + 36);
  for (const path of own.map((name) => join(tmpdir(), name))) {
    const mtimeMs = (await stat(path).catch(() => undefined))?.mtimeMs ?? now;
    if (now - mtimeMs > leftoverMs) await rm(path, { force: true }).catch(() => undefined);
  }
}
