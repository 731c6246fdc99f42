import { createHash, randomUUID } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

export interface Spooled {
  readonly file: File;
  readonly sha256: string;
  delete(): Promise<void>;
}

/** Longer files wait on disk until they are sent on, so that many callers at once do not fill the memory. */
const inMemoryBytes = 1 << 20;

export async function spool(stream: Readable, name: string, type: string): Promise<Spooled> {
  const digest = createHash('sha256');
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  let disk: { handle: FileHandle; path: string } | undefined;
  const drop = async () => void (disk && (await rm(disk.path, { force: true })));
  try {
    for await (const chunk of stream as AsyncIterable<Buffer<ArrayBuffer>>) {
      digest.update(chunk);
      size += chunk.length;
      chunks.push(chunk);
      if (size <= inMemoryBytes) continue;
      disk ??= await create();
      for (const part of chunks.splice(0)) await disk.handle.appendFile(part);
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
  const path = join(tmpdir(), `api-repack-${randomUUID()}`);
  return { handle: await open(path, 'wx', 0o600), path };
}
