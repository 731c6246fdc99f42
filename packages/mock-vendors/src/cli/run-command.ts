import { constants } from 'node:os';
import { type Child, type Ending, startChild } from '../run/child.ts';
import { explain } from '../run/run-program.ts';
import { openSandbox, type Sandbox } from '../run/sandbox.ts';
import { mockVendors } from '../vendors.ts';
import type { World } from '../world/world.ts';
import { type MockServer, type ServeOptions, serve } from './serve.ts';
import { UsageError } from './usage-error.ts';

/** As shells have it for a program that does not exist. */
const notFound = 127;

/** Runs a program in this terminal, with mocks behind the vendors' real hosts. Resolves with its exit code. */
export async function runCommand(command: readonly string[], options: ServeOptions): Promise<number> {
  const server = await serve(options);
  try {
    return await runWith(command, server, options.vendors ?? mockVendors);
  } finally {
    await server.close();
  }
}

async function runWith(
  command: readonly string[],
  server: MockServer,
  vendors: NonNullable<ServeOptions['vendors']>,
): Promise<number> {
  const sandbox = await openSandbox({ server, vendors });
  try {
    const env = { ...process.env, ...sandbox.env };
    const { exitCode, signal } = await passingSignals(() => startChild({ command, env, stdio: 'inherit' }));
    process.stderr.write(summary(server.world, sandbox));
    return exitCode ?? 128 + (signal ? constants.signals[signal] : 0);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`mock-vendors: ${error.message}`);
    return notFound;
  } finally {
    await sandbox.close();
  }
}

/**
 * The program decides what Ctrl-C means to it; the second one ends it.
 * Listens before the program starts: a signal that came in between would end this process and leave the program behind.
 */
async function passingSignals(start: () => Child): Promise<Ending> {
  let child: Child | undefined;
  let isSecond = false;
  const pass = (signal: NodeJS.Signals) => {
    child?.kill(isSecond ? 'SIGKILL' : signal);
    isSecond = true;
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, pass);
  try {
    child = start();
    return await child.ended.catch(explain);
  } finally {
    for (const signal of signals) process.off(signal, pass);
  }
}

function summary(world: World, { refusedHosts, distrustedHosts }: Sandbox): string {
  const calls = world.journal.dropped + world.journal.entries.length;
  const lines = [
    calls === 0
      ? 'nothing was called; is the base URL set, and does the program use the proxy in HTTPS_PROXY?'
      : `calls: ${calls}, credits: ${world.cost()}`,
    ...[...refusedHosts].map((host) => `refused: ${host} is no vendor's host`),
    ...[...distrustedHosts].map(
      (host) =>
        `no TLS with ${host}: the program does not trust the certificate; let it trust the file in SSL_CERT_FILE`,
    ),
  ];
  return lines.map((line) => `mock-vendors: ${line}\n`).join('');
}
