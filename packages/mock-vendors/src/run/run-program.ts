import type { Readable } from 'node:stream';
import type { MockServer } from '../cli/serve.ts';
import { UsageError } from '../cli/usage-error.ts';
import type { MockVendor } from '../engine/mock-vendor.ts';
import { mockVendors } from '../vendors.ts';
import { type Child, startChild } from './child.ts';
import { openSandbox } from './sandbox.ts';
import type { Trust } from './trust.ts';

export interface RunProgramOptions {
  /** A program and its arguments. */
  readonly command: readonly string[];
  /** The mocks that answer, as `serve` gives them. */
  readonly server: Pick<MockServer, 'worlds' | 'origins'>;
  /** @default all vendors */
  readonly vendors?: readonly MockVendor[];
  /** The certificate authority, if other runs have the same. @default one of its own */
  readonly trust?: Trust;
  /** Variables beside those of this process; they win over those that lead to the mocks. */
  readonly env?: Readonly<Record<string, string>>;
  /** @default the folder of this process */
  readonly cwd?: string;
  /** Milliseconds of real time after which the program is ended. */
  readonly timeoutMs: number;
  /** Bytes that are kept of each output stream; what comes after them is dropped. */
  readonly maxOutputBytes: number;
  /** Ends the program. */
  readonly signal?: AbortSignal;
  /** Ends it at once, without a word to it. */
  readonly kill?: AbortSignal;
}

export interface ProgramRun {
  /** Null if a signal ended the program. */
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly timedOut: boolean;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
  /** Hosts that the program has asked for and that are no vendor's. */
  readonly refusedHosts: readonly string[];
  /** Hosts of vendors where TLS has failed, mostly because the program does not trust the certificate. */
  readonly distrustedHosts: readonly string[];
}

/**
 * Runs a program whose calls to the vendors' real hosts land in mocks. Whatever it starts ends with it.
 *
 * @throws UsageError if the program cannot be started
 */
export async function runProgram({
  command,
  server,
  vendors = mockVendors,
  trust,
  env,
  cwd,
  timeoutMs,
  maxOutputBytes,
  signal,
  kill,
}: RunProgramOptions): Promise<ProgramRun> {
  const sandbox = await openSandbox({ server, vendors, trust });
  try {
    const child = startChild({
      command,
      cwd,
      env: { ...process.env, ...sandbox.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const output = [child.process.stdout, child.process.stderr].map((stream) => keep(stream, maxOutputBytes));
    const limit = limitTime(child, timeoutMs, signal);
    kill?.addEventListener('abort', () => child.kill('SIGKILL'), { once: true });
    const ending = await child.ended.catch(explain).finally(limit.clear);
    const [stdout, stderr] = output.map((read) => read()) as [Buffer, Buffer];
    const { refusedHosts, distrustedHosts } = sandbox;
    return {
      ...ending,
      timedOut: limit.isOver(),
      stdout,
      stderr,
      refusedHosts: [...refusedHosts],
      distrustedHosts: [...distrustedHosts],
    };
  } finally {
    await sandbox.close();
  }
}

/** Why a program could not be started. */
export function explain(error: NodeJS.ErrnoException & { path?: string }): never {
  if (error.code === 'ENOENT')
    throw new UsageError(`cannot start ${error.path}: no such program, or no such folder to start it in`);
  if (error.code === 'EACCES') throw new UsageError(`cannot start ${error.path}: it is not executable`);
  throw error;
}

function limitTime(child: Child, timeoutMs: number, signal: AbortSignal | undefined) {
  let over = false;
  const timer = setTimeout(() => {
    over = true;
    child.end();
  }, timeoutMs);
  signal?.addEventListener('abort', child.end);
  if (signal?.aborted) child.end();
  return {
    isOver: () => over,
    clear: () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', child.end);
    },
  };
}

/** The beginning of a stream. The rest is read all the same, because the program would wait otherwise. */
function keep(stream: Readable | null, maxBytes: number): () => Buffer {
  const chunks: Buffer[] = [];
  let size = 0;
  stream?.on('data', (chunk: Buffer) => {
    if (size < maxBytes) chunks.push(chunk.subarray(0, maxBytes - size));
    size += chunk.length;
  });
  return () => Buffer.concat(chunks);
}
