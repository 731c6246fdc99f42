import { type FileHandle, open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Writes a file so that after a power cut either the old content is there or the new one, and never a part of it. */
export async function replaceFile(path: string, bytes: Uint8Array): Promise<void> {
  const fresh = `${path}.new`;
  await withFile(fresh, 'w', async (file) => {
    await file.writeFile(bytes);
    await file.sync();
  });
  await rename(fresh, path);
  await syncFolder(dirname(path));
}

/** The names in a folder are safe only when the folder itself is, except on Windows, which cannot be asked. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform !== 'win32') await withFile(path, 'r', (folder) => folder.sync());
}

async function withFile(
  path: string,
  flags: string,
  use: (file: FileHandle) => Promise<void>,
): Promise<void> {
  const file = await open(path, flags);
  try {
    await use(file);
  } finally {
    await file.close();
  }
}
