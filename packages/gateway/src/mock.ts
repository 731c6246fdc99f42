import { UsageError } from './usage-error.ts';

/** Ready-made credentials. */
export interface MockAccount {
  readonly vendor: string;
  readonly fields: Readonly<Record<string, string>>;
}

export interface Mock {
  readonly origins: Readonly<Record<string, string>>;
  readonly accounts: readonly MockAccount[];
  close(): Promise<void>;
}

/** Mock vendors in this process. They are an optional dependency: who only calls real vendors can leave them out. */
export async function startMock(): Promise<Mock> {
  const { serve, mockVendors } = await import('@api-repack/mock-vendors').catch(explain);
  const { origins, close } = await serve();
  const accounts = mockVendors.flatMap(({ name, demoCredentials }) =>
    demoCredentials('main').map((fields) => ({ vendor: name, fields })),
  );
  return { origins, accounts, close };
}

function explain(error: NodeJS.ErrnoException): never {
  const isMissing =
    error.code === 'ERR_MODULE_NOT_FOUND' && error.message.includes('@api-repack/mock-vendors');
  if (!isMissing) throw error;
  const advice = 'npm install @api-repack/mock-vendors';
  throw new UsageError(`--mock needs the package @api-repack/mock-vendors: ${advice}`, { cause: error });
}
