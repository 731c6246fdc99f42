import { type ChildProcess, spawn } from 'node:child_process';
import type { MockServer } from '../cli/serve.ts';

export interface ProgramOptions {
  readonly command: readonly string[];
  readonly worlds: MockServer;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly timeoutMs: number;
  readonly maxOutputBytes: number;
  readonly signal?: AbortSignal;
}

export interface ProgramResult {
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly timedOut: boolean;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
  readonly refusedHosts: readonly string[];
}

/** Starts a program with the addresses of the mocks in its environment, and ends all of its processes at the limit. */
export async function runProgram(options: ProgramOptions): Promise<ProgramResult> {
  const { command, worlds, env, cwd, timeoutMs, maxOutputBytes, signal } = options;
  const [file = '', ...args] = command;
  const child = spawn(file, args, {
    cwd,
    env: { ...process.env, ...addresses(worlds), ...env },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const limit = AbortSignal.any([AbortSignal.timeout(timeoutMs), ...(signal ? [signal] : [])]);
  const stop = () => killGroup(child);
  limit.addEventListener('abort', stop, { once: true });
  try {
    const [stdout, stderr, ended] = await Promise.all([
      collected(child.stdout, maxOutputBytes),
      collected(child.stderr, maxOutputBytes),
      endOf(child),
    ]);
    const timedOut = limit.aborted && !signal?.aborted;
    return { ...ended, timedOut, stdout, stderr, refusedHosts: [] };
  } finally {
    limit.removeEventListener('abort', stop);
    killGroup(child);
  }
}

const addresses = ({ origins }: MockServer) =>
  Object.fromEntries(
    Object.entries(origins).map(([name, origin]) => [
      `${name.toUpperCase().replaceAll('-', '_')}_BASE_URL`,
      origin,
    ]),
  );

function endOf(child: ChildProcess): Promise<Pick<ProgramResult, 'exitCode' | 'signal'>> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    // What it has started may keep its output open for longer.
    child.once('exit', (exitCode, signal) => {
      killGroup(child);
      resolve({ exitCode, signal });
    });
  });
}

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

async function collected(stream: ChildProcess['stdout'], maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream ?? []) {
    if (size < maxBytes) chunks.push(chunk as Buffer);
    size += (chunk as Buffer).length;
  }
  return Buffer.concat(chunks).subarray(0, maxBytes);
}
