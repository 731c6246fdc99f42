import { existsSync, statSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';

/** With all folders above it. Node's `recursive` never comes to an end where a file system refuses with ENOENT, as /proc does. */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    if (isMissing && !existsSync(dirname(path))) {
      await makeFolder(dirname(path));
      return makeFolder(path);
    }
    // It is there, or somebody else has just made it.
    if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) throw error;
  }
}
