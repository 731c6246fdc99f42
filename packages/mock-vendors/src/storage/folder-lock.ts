import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../cli/usage-error.ts';

const ownFolders = new Set<string>();

/** Two processes with the same folder would overwrite what the other has kept. Returns how to let go of it. */
export function lockFolder(folder: string): () => void {
  const file = join(folder, 'lock');
  const owner = ownerOf(file);
  if (ownFolders.has(folder) || (owner !== process.pid && isRunning(owner)))
    throw new UsageError(
      `${folder} is in use by process ${owner}: stop it, or choose another --data folder; if it is no mock-vendors, delete ${file}`,
    );
  writeFileSync(file, String(process.pid));
  ownFolders.add(folder);
  return () => {
    ownFolders.delete(folder);
    rmSync(file, { force: true });
  };
}

function ownerOf(file: string): number {
  try {
    return Number(readFileSync(file, 'utf8'));
  } catch {
    return 0;
  }
}

/** A lock is left behind by a process that was killed. In a container the next one often has the same number. */
function isRunning(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
