import { mockVendors } from '../vendors.ts';
import type { ServeOptions } from './serve.ts';
import { UsageError } from './usage-error.ts';

/** What to do about a port or an address that the mocks do not get; other errors stay as they are. */
export function explainListenError(
  error: NodeJS.ErrnoException & { port?: number },
  { host, port = 0 }: ServeOptions,
): Error {
  const name = mockVendors.find(({ portOffset }) => port + portOffset === error.port)?.name ?? 'the console';
  if (error.code === 'EADDRINUSE')
    return new UsageError(
      `port ${error.port}, for ${name}, is taken: stop what uses it, or choose another --port (0 takes any free ports)`,
    );
  if (error.code === 'EACCES') return new UsageError(`port ${error.port} needs more rights: try --port 4010`);
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND')
    return new UsageError(`--host ${host} is not an address of this machine: try 127.0.0.1 or 0.0.0.0`);
  return error;
}
