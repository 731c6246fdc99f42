import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync } from 'node:fs';

/** A child process, and all that it has started. */
export interface Program {
  readonly name: string;
  readonly pid: number;
  readonly running: boolean;
  /** All it has printed so far. */
  output(): string;
  /** Asks it to end, and makes it end when it takes too long. */
  stop(): Promise<void>;
  /** Ends it at once, as a power cut would. */
  kill(): Promise<void>;
}

const patienceMs = 20_000;
const running = new Set<ChildProcess>();
// Nothing outlives us, even if we end by an error that nobody caught.
process.on('exit', () => {
  for (const child of running) signal(child, 'SIGKILL');
});

/** Starts a program as the leader of a process group, so that what it starts can be ended with it. */
export function startProgram(
  name: string,
  [command, ...args]: readonly [string, ...string[]],
  {
    logFile,
    ...options
  }: Pick<SpawnOptions, 'cwd' | 'env' | 'uid' | 'gid'> & {
    /** Gets what it prints, too. */
    readonly logFile?: string | undefined;
  } = {},
): Program {
  const child = spawn(command, args, { ...options, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
      if (logFile !== undefined) appendFileSync(logFile, text);
    });
  const ended = once(child, 'close').then(
    () => void running.delete(child),
    (error: Error) => {
      running.delete(child);
      printed += `${command} cannot be started: ${error.message}\n`;
    },
  );
  const end = async (how: NodeJS.Signals) => {
    signal(child, how);
    const impatience = setTimeout(() => signal(child, 'SIGKILL'), patienceMs);
    await ended;
    clearTimeout(impatience);
    // The leader is gone, but what it had started may not be.
    signal(child, 'SIGKILL');
  };
  return {
    name,
    pid: child.pid ?? 0,
    get running() {
      return running.has(child);
    },
    output: () => printed,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
  };
}

function signal({ pid }: ChildProcess, name: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, name);
  } catch {
    // The group is gone already.
  }
}

/** Polls until there is a value. Fails when the program ends before, or after the time is over. */
export async function until<T>(
  what: string,
  look: () => Promise<T | undefined> | T | undefined,
  { timeoutMs = 60_000, program }: { timeoutMs?: number; program?: Program } = {},
): Promise<T> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const value = await look();
    if (value !== undefined) return value;
    const failure =
      program && !program.running ? `${program.name} ended` : Date.now() > end && 'time is over';
    if (failure) {
      const printed = program ? `\n${program.output().slice(-4_000)}` : '';
      throw new Error(`waited for ${what}, but ${failure}${printed}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
