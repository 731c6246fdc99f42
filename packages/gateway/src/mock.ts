import { UsageError } from './usage-error.ts';

/** Demo credentials. */
export interface MockAccount {
  readonly vendor: string;
  readonly fields: Readonly<Record<string, string>>;
}

export interface Mock {
  readonly origins: Readonly<Record<string, string>>;
  readonly accounts: readonly MockAccount[];
  close(): Promise<void>;
}

/** Mock vendors in this process. They are an optional dependency: a program that calls only real vendors can do without them. */
export async function startMock(): Promise<Mock> {
  const { serve, mockVendors } = await import('@api-repack/mock-vendors').catch(explain);
  const { origins, close } = await serve();
  const accounts = mockVendors.flatMap(({ name, demoCredentials }) =>
    demoCredentials('main').map((fields) => ({ vendor: name, fields })),
  );
  return { origins, accounts, close };
}

/**
 * Mock vendors that run already, by the address of their control API.
 *
 * @throws UsageError if nothing there answers like one.
 */
export async function connectMock(url: string): Promise<Mock> {
  try {
    const response = await fetch(new URL('/vendors', url));
    const vendors = (await response.json()) as readonly RunningVendor[];
    return {
      origins: Object.fromEntries(vendors.map(({ name, origin }) => [name, origin])),
      accounts: vendors.flatMap(({ name, demoCredentials }) =>
        demoCredentials.map((fields) => ({ vendor: name, fields })),
      ),
      close: async () => undefined,
    };
  } catch (cause) {
    const advice = 'start them with mock-vendors, and use the address of their control API';
    throw new UsageError(`--mock-url: no mock vendors answer at ${url}; ${advice}`, { cause });
  }
}

interface RunningVendor {
  readonly name: string;
  readonly origin: string;
  readonly demoCredentials: readonly Readonly<Record<string, string>>[];
}

function explain(error: NodeJS.ErrnoException): never {
  const isMissing =
    error.code === 'ERR_MODULE_NOT_FOUND' && error.message.includes('@api-repack/mock-vendors');
  if (!isMissing) throw error;
  const advice = 'npm install @api-repack/mock-vendors';
  throw new UsageError(`--mock needs the package @api-repack/mock-vendors: ${advice}`, { cause: error });
}
