import { writeFile } from 'node:fs/promises';
import type { ManagedStore } from '@api-repack/core';
import { type Mock, startMock } from './mock.ts';
import { openStore } from './open-store.ts';
import { createGateway, type Gateway } from './service/app.ts';
import { loggerFor } from './service/logger.ts';
import { shutDown } from './service/shut-down.ts';
import { removeLeftovers } from './service/spool.ts';
import type { Settings } from './settings.ts';
import { UsageError } from './usage-error.ts';

export interface Running extends Gateway {
  /** Base URL. */
  readonly origin: string;
  /** Waits for calls in progress. After the grace period, or when `hurry` aborts, it ends them and reports their ids. */
  stop(hurry: AbortSignal): Promise<void>;
}

export async function startService(settings: Settings, print: (line: string) => void): Promise<Running> {
  await removeLeftovers();
  const store = await openStore(settings.store);
  let mock: Mock | undefined;
  const close = async () => {
    await mock?.close();
    await store.close();
  };
  try {
    mock = settings.mock ? await startMock() : undefined;
    const { gateway, origin } = await listen(settings, { store, mock });
    if (settings.originFile !== undefined) await writeOrigin(settings.originFile, origin);
    print(`api-repack gateway on ${origin}, documentation on ${origin}/docs`);
    for (const { vendor, fields } of mock?.accounts ?? [])
      print(
        `mock ${vendor}: ${Object.entries(fields)
          .map(([name, value]) => `${name} ${value}`)
          .join(', ')}`,
      );
    const stop = async (hurry: AbortSignal) => {
      await shutDown(gateway, { graceMs: settings.grace, hurry });
      await close();
    };
    return { ...gateway, origin, stop };
  } catch (error) {
    await close();
    throw error;
  }
}

async function listen(
  settings: Settings,
  { store, mock }: { store: ManagedStore; mock: Mock | undefined },
): Promise<{ gateway: Gateway; origin: string }> {
  const { port, host, compat, maxCalls } = settings;
  const gateway = await createGateway({
    compat,
    maxCalls,
    baseUrls: { ...mock?.origins, ...settings.baseUrl },
    mockAccounts: mock?.accounts ?? [],
    maxBodyBytes: settings.maxBody,
    deadlineMs: settings.deadline,
    vendorIdleMs: settings.vendorIdle,
    spendLimit: settings.spendLimit,
    idempotencyTtlMs: settings.idempotencyTtl,
    store,
    logger: loggerFor(settings.logLevel),
  });
  try {
    return { gateway, origin: await gateway.app.listen({ port, host }) };
  } catch (error) {
    await gateway.app.close();
    throw explained(error as Error, port, host);
  }
}

async function writeOrigin(file: string, origin: string): Promise<void> {
  await writeFile(file, origin).catch((error: Error) => {
    throw new UsageError(`--origin-file: ${file} cannot be written: ${error.message}`);
  });
}

function explained(error: Error & { code?: string }, port: number, host: string): Error {
  if (error.code === 'EADDRINUSE')
    return new UsageError(
      `--port: another program listens on ${host}:${port}; stop it, or choose another port`,
    );
  if (error.code === 'EACCES')
    return new UsageError(
      `--port: this user may not listen on port ${port}; use a port from 1024, such as --port 8080, and let a proxy or Docker (-p ${port}:8080) bring ${port} to it`,
    );
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND')
    return new UsageError(
      `--host: ${host} is not an address of this machine; use 127.0.0.1, or 0.0.0.0 for all`,
    );
  return error;
}
