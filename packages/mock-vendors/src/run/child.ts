import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { endLeftovers, marker } from './leftovers.ts';

export interface ChildOptions {
  /** A program and its arguments. */
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string | undefined;
  readonly stdio: StdioOptions;
}

export interface Ending {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface Child {
  readonly process: ChildProcess;
  /** Resolves when the program and all that it has started are gone; rejects if it cannot be started. */
  readonly ended: Promise<Ending>;
  /** Signals the program and what it has started. */
  kill(signal: NodeJS.Signals): void;
  /** SIGTERM, and SIGKILL after two seconds. */
  end(): void;
}

const graceMs = 2_000;
/** How long a process that escaped may hold the output open. */
const outputGraceMs = 1_000;

/** Starts a program as the leader of a process group, so that it ends together with what it starts. */
export function startChild({ command, env, cwd, stdio }: ChildOptions): Child {
  const [file = '', ...args] = command;
  const id = randomUUID();
  const child = spawn(file, args, { cwd, stdio, env: { ...env, [marker]: id }, detached: true });
  const timers: NodeJS.Timeout[] = [];
  const kill = (signal: NodeJS.Signals) => {
    if (child.pid !== undefined) killGroup(child.pid, signal);
  };
  child.on('exit', () => {
    kill('SIGKILL');
    endLeftovers(id);
    timers.push(setTimeout(() => closeOutput(child), outputGraceMs));
  });
  const ended = new Promise<Ending>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode, signal) => {
      timers.forEach(clearTimeout);
      resolve({ exitCode, signal });
    });
  });
  return {
    process: child,
    ended,
    kill,
    end: () => {
      kill('SIGTERM');
      timers.push(setTimeout(kill, graceMs, 'SIGKILL'));
    },
  };
}

function killGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // Nothing of the group is left.
  }
}

function closeOutput({ stdout, stderr }: ChildProcess): void {
  stdout?.destroy();
  stderr?.destroy();
}
