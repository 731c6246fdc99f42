import { readdirSync, readFileSync } from 'node:fs';

/** A variable that every process of a run inherits. */
export const marker = 'MOCK_VENDORS_RUN';

/** Ends processes that have left the process group of their run, as daemons do. Linux only: other systems do not show them. */
export function endLeftovers(id: string): void {
  for (const pid of processes()) if (belongsTo(pid, id)) end(pid);
}

function processes(): number[] {
  try {
    return readdirSync('/proc').map(Number).filter(Number.isInteger);
  } catch {
    return [];
  }
}

function belongsTo(pid: number, id: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(`${marker}=${id}`);
  } catch {
    // It has ended, or belongs to another user.
    return false;
  }
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
