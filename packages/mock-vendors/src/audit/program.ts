import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ProgramRun, runProgram } from '../run/run-program.ts';
import { createTrust, type Trust } from '../run/trust.ts';
import { AuditError } from './audit-error.ts';
import { type Delivered, deliveredFiles, deliveredOutput } from './delivered.ts';
import type { AuditSubject } from './run-audit.ts';
import type { Ended, Runner, Start } from './runner.ts';

/** Stands for a file of the run's own in the command; what the program writes there is its result. */
export const outputPlaceholder = '{output}';

export interface ProgramOptions {
  readonly command: readonly string[];
  /** A file that the program writes at a fixed place; runs go one after another then. */
  readonly outputFile?: string;
  /** Try what a program does that is killed at each call and started again. */
  readonly kills?: boolean;
}

const maxOutputBytes = 1 << 20;

/** Programs mostly wait for tasks and answers, and keep no processor busy then. */
const runsPerProcessor = 3;

/** Runs a command in processes of its own, which end with the run. Call `close` to remove what it has written. */
export async function programSubject(options: ProgramOptions): Promise<AuditSubject & { close(): void }> {
  checkOutputFile(options.outputFile);
  const trust = await createTrust();
  const root = mkdtempSync(join(tmpdir(), 'mock-vendors-audit-'));
  const folders = new WeakMap<Start['storage'], string>();
  const folderOf = (storage: Start['storage']) => {
    const folder = folders.get(storage) ?? mkdtempSync(join(root, 'run-'));
    folders.set(storage, folder);
    return folder;
  };
  const runner: Runner = {
    canBeKilled: options.kills ?? false,
    concurrency: options.outputFile === undefined ? runsPerProcessor * availableParallelism() : 1,
    run: (start) => runOnce(start, { ...options, trust, folder: folderOf(start.storage) }),
    forget: (storage) => rmSync(folderOf(storage), { recursive: true, force: true }),
  };
  return {
    runner,
    followsClock: () => false,
    close: () => {
      trust.close();
      rmSync(root, { recursive: true, force: true });
      if (options.outputFile !== undefined) rmSync(options.outputFile, { force: true });
    },
  };
}

/** It could be removed only if it is certain that the program wrote it. */
function checkOutputFile(file: string | undefined): void {
  if (file !== undefined && statSync(file, { throwIfNoEntry: false }))
    throw new AuditError('usage', `${file} exists: move it away, since each run of the audit replaces it.`);
}

interface Turn extends ProgramOptions {
  readonly trust: Trust;
  readonly folder: string;
}

async function runOnce(start: Start, { command, outputFile, trust, folder }: Turn): Promise<Ended> {
  const { audited, timeoutMs, signal, kill, attempt } = start;
  const output = join(folder, 'output');
  if (outputFile !== undefined) rmSync(outputFile, { force: true });
  const ended = await runProgram({
    command: command.map((part) => part.replaceAll(outputPlaceholder, output)),
    server: audited.server,
    trust,
    env: { ...variables(audited.credentials), AUDIT_FOLDER: folder, AUDIT_ATTEMPT: String(attempt) },
    timeoutMs,
    maxOutputBytes,
    signal,
    kill,
  });
  const delivered = deliveredBy(ended, outputFile ?? output);
  return { outcome: outcomeOf(ended), delivered, text: textOf(ended), exitCode: ended.exitCode };
}

const outcomeOf = ({ timedOut, exitCode }: ProgramRun) =>
  timedOut ? 'timeout' : exitCode === 0 ? 'success' : 'failure';

/** Binary output is a result and no message. */
const textOf = ({ stdout, stderr }: ProgramRun) => `${stdout.toString('utf8')}\n${stderr.toString('utf8')}`;

function deliveredBy({ stdout }: ProgramRun, output: string): Delivered {
  const files = filesAt(output);
  return files.length > 0 ? deliveredFiles(files) : deliveredOutput(stdout);
}

/** A file, or all files of a folder in the order of their names. */
function filesAt(path: string): string[] {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats?.isDirectory()) return stats ? [path] : [];
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesAt(join(path, name)));
}

/** `FANGTANG_SECRET_KEY` and the like. */
export const variables = (credentials: Start['audited']['credentials']): Record<string, string> =>
  Object.fromEntries(
    Object.entries(credentials).flatMap(([vendor, set]) =>
      Object.entries(set).map(([field, value]) => [`${constant(vendor)}_${constant(field)}`, value]),
    ),
  );

const constant = (name: string) =>
  name
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .replaceAll('-', '_')
    .toUpperCase();
