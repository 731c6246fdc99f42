import { readFileSync } from 'node:fs';
import { isVendorError, type VendorError } from '@api-repack/core';
import { help } from './command/help.ts';
import { runCommand } from './command/run-command.ts';
import type { Terminal } from './command/terminal.ts';
import { HttpError } from './http-error.ts';
import { failureResponse } from './service/failure.ts';
import { readSettings } from './settings.ts';
import { similar, UsageError } from './usage-error.ts';
import { catalogues } from './vendors.ts';

const usageError = 2;

/** The command line. Resolves to the exit code. */
export async function main(args: readonly string[], given: Terminal): Promise<number> {
  const terminal: Terminal = {
    ...given,
    stdout: (text) => given.stdout(printable(text)),
    stderr: (text) => given.stderr(printable(text)),
  };
  try {
    return await dispatch(
      args.map((arg) => (arg === '-h' ? '--help' : arg)),
      terminal,
    );
  } catch (error) {
    if (error instanceof UsageError) {
      terminal.stderr(`${error.message}\n`);
      return usageError;
    }
    if (!(error instanceof HttpError) && !isVendorError(error)) throw error;
    terminal.stderr(`${describe(error, args.includes('--json'))}\n`);
    return error instanceof HttpError ? usageError : 1;
  }
}

/** For people, or as JSON with the same fields as the errors of the service. */
function describe(error: HttpError | VendorError, isJson: boolean): string {
  const { failure } = failureResponse(error);
  if (isJson) return JSON.stringify({ error: failure });
  const { message, hint, ids, operation } = failure;
  const vendor = failure.vendor ? `${failure.vendor} ` : '';
  const next = ids && `Go on with ${operation ? `${operation} and ` : ''}${JSON.stringify(ids)}`;
  return [vendor + message, hint, next].filter(Boolean).join('\n');
}

/** File names and vendors' messages may contain terminal control sequences. */
const printable = (text: string): string => text.replace(/[^\P{Cc}\n\r\t]/gu, '?');

function version(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

async function dispatch([first, ...others]: readonly string[], terminal: Terminal): Promise<number> {
  if (first === '--help' || first === 'help') {
    terminal.stdout(help());
    return 0;
  }
  if (first === '--version') {
    terminal.stdout(`${version()}\n`);
    return 0;
  }
  if (first === undefined || first.startsWith('-'))
    return serve(first === undefined ? [] : [first, ...others], terminal);
  if (first === 'serve') return serve(others, terminal);
  if (first === 'mcp') return serveAgents(others, terminal);
  const catalogue = catalogues.find(({ name }) => name === first);
  if (catalogue) return runCommand(catalogue, others, terminal);
  const known = ['serve', 'mcp', 'help', ...catalogues.map(({ name }) => name)];
  throw new UsageError(`${first}: unknown command; ${similar(first, known)}`);
}

async function serveAgents(args: readonly string[], terminal: Terminal): Promise<number> {
  if (!args.includes('--help')) return (await import('./mcp/run-mcp.ts')).runMcp(args, terminal, version());
  terminal.stdout(help());
  return 0;
}

async function serve(
  args: readonly string[],
  { env, stdout, stderr, stop, kill }: Terminal,
): Promise<number> {
  if (args.includes('--help')) {
    stdout(help());
    return 0;
  }
  const { startService } = await import('./serve.ts');
  const running = await startService(readSettings(args, env), (line) => stderr(`${line}\n`));
  await aborted(stop);
  await running.stop(kill);
  return 0;
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
