import { isVendorError } from '@api-repack/core';
import { help } from './command/help.ts';
import { runCommand } from './command/run-command.ts';
import type { Terminal } from './command/terminal.ts';
import { HttpError } from './http-error.ts';
import { startService } from './serve.ts';
import { readSettings } from './settings.ts';
import { similar, UsageError } from './usage-error.ts';
import { catalogues } from './vendors.ts';

const usageError = 2;

/** The command line. Resolves to the exit code. */
export async function main(args: readonly string[], terminal: Terminal): Promise<number> {
  try {
    return await dispatch(args, terminal);
  } catch (error) {
    if (error instanceof UsageError) {
      terminal.stderr(`${error.message}\n`);
      return usageError;
    }
    if (error instanceof HttpError || isVendorError(error)) {
      const { hint, ids } = error instanceof HttpError ? error : error.context;
      const next = ids && `Go on with ${JSON.stringify(ids)}`;
      terminal.stderr(`${[error.message, hint, next].filter(Boolean).join('\n')}\n`);
      return error instanceof HttpError ? usageError : 1;
    }
    throw error;
  }
}

async function dispatch([first, ...others]: readonly string[], terminal: Terminal): Promise<number> {
  if (first === '--help' || first === 'help') {
    terminal.stdout(help());
    return 0;
  }
  if (first === undefined || first.startsWith('-'))
    return serve(first === undefined ? [] : [first, ...others], terminal);
  if (first === 'serve') return serve(others, terminal);
  const catalogue = catalogues.find(({ name }) => name === first);
  if (catalogue) return runCommand(catalogue, others, terminal);
  const known = ['serve', 'help', ...catalogues.map(({ name }) => name)];
  throw new UsageError(`${first}: unknown command; ${similar(first, known)}`);
}

async function serve(
  args: readonly string[],
  { env, stdout, stderr, stop, kill }: Terminal,
): Promise<number> {
  if (args.includes('--help')) {
    stdout(help());
    return 0;
  }
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
