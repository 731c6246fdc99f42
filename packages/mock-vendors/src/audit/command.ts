import { readFileSync } from 'node:fs';
import { UsageError } from '../cli/usage-error.ts';
import { AuditError } from './audit-error.ts';
import { readCapsule } from './capsule.ts';
import { type AuditCommand, auditHelp, readAuditCommand } from './command-line.ts';
import { type AuditProgress, resolveOptions } from './options.ts';
import { programSubject } from './program.ts';
import { replayRun } from './replay.ts';
import { runAudit } from './run-audit.ts';
import { renderTable } from './table.ts';
import { writeReport } from './write-report.ts';

const exitOfViolations = 1;
const exitWithoutVerdict = 2;
const exitOfInterrupt = 130;

/** `mock-vendors audit` and `mock-vendors replay`. Resolves to the exit status. */
export async function auditCommand(name: 'audit' | 'replay', args: readonly string[]): Promise<number> {
  try {
    const command = readAuditCommand(args);
    if (!command) {
      process.stdout.write(auditHelp);
      return 0;
    }
    return await withInterrupt((signal) =>
      name === 'audit' ? auditProgram(command, signal) : replayProgram(command, signal),
    );
  } catch (error) {
    if (!(error instanceof AuditError || error instanceof UsageError)) throw error;
    process.stderr.write(`mock-vendors: ${error.message}\n`);
    return exitWithoutVerdict;
  }
}

/** The first Ctrl-C ends the audit and keeps what is known. */
async function withInterrupt(work: (signal: AbortSignal) => Promise<number>): Promise<number> {
  const interrupt = new AbortController();
  const stop = () => interrupt.abort();
  const signals = ['SIGINT', 'SIGTERM'] as const;
  for (const name of signals) process.on(name, stop);
  try {
    return await work(interrupt.signal);
  } catch (error) {
    if (!(error instanceof AuditError && interrupt.signal.aborted)) throw error;
    process.stderr.write(`mock-vendors: ${error.message}\n`);
    return exitOfInterrupt;
  } finally {
    for (const name of signals) process.off(name, stop);
  }
}

async function auditProgram(command: AuditCommand, signal: AbortSignal): Promise<number> {
  const subject = await programSubject(command);
  const onProgress = process.stderr.isTTY ? showProgress : logProgress;
  try {
    const report = await runAudit(subject, { ...command.options, signal, onProgress });
    const page = writeReport(command.report, report, resolveOptions(command.options, 1));
    process.stderr.write(process.stderr.isTTY ? '\r\u001b[K' : '');
    process.stdout.write(`${renderTable(report, { color: process.stdout.isTTY })}\nDetails: ${page}\n`);
    if (report.isInterrupted) return exitOfInterrupt;
    return report.violations.length > 0 ? exitOfViolations : 0;
  } finally {
    subject.close();
  }
}

const runsPerLine = 25;

/** For logs, which keep every line. */
const logProgress = ({ done, total, violations }: AuditProgress): void => {
  if (done === 1 || done % runsPerLine === 0)
    process.stderr.write(`${done} of ${total} runs, violations: ${violations}\n`);
};

const showProgress = ({ done, total, violations }: AuditProgress): void => {
  process.stderr.write(`\r\u001b[K${done} of ${total} runs, violations: ${violations}`);
};

async function replayProgram(command: AuditCommand, signal: AbortSignal): Promise<number> {
  const [file] = command.positionals;
  if (file === undefined) throw new UsageError('the capsule is missing: give its file before --');
  const capsule = readCapsule(textOf(file));
  const subject = await programSubject({ ...command, kills: true });
  const { timeoutMs } = command.options;
  try {
    const replayed = await replayRun(capsule, subject, { signal, ...(timeoutMs && { timeoutMs }) });
    for (const difference of replayed.differences)
      process.stdout.write(`Other than recorded: ${difference}\n`);
    for (const { rule, message } of replayed.broken) process.stdout.write(`✗ ${rule}: ${message}\n`);
    if (replayed.broken.length === 0) process.stdout.write('● no violations\n');
    if (signal.aborted) return exitOfInterrupt;
    return replayed.broken.length > 0 ? exitOfViolations : 0;
  } finally {
    subject.close();
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${(error as Error).message}`);
  }
}
