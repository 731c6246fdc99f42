import { Mistake } from './mistake.ts';

export interface Mock {
  readonly origins: Readonly<Record<string, string>>;
  /** Ready-made credentials, each a row of fields. */
  readonly accounts: readonly {
    readonly vendor: string;
    readonly fields: Readonly<Record<string, string>>;
  }[];
  close(): Promise<void>;
}

/** Mock vendors in this process. They are an optional dependency: who only calls real vendors can leave them out. */
export async function startMock(): Promise<Mock> {
  const { serve, mockVendors } = await import('@api-repack/mock-vendors').catch((cause: unknown) => {
    throw new Mistake(
      '--mock needs the package @api-repack/mock-vendors: npm install @api-repack/mock-vendors',
      {
        cause,
      },
    );
  });
  const { origins, close } = await serve();
  const accounts = mockVendors.flatMap(({ name, readyMade }) =>
    readyMade('main').map((fields) => ({ vendor: name, fields })),
  );
  return { origins, accounts, close };
}
