import { createRequire } from 'node:module';

/** A response as the vendor's documentation shows it. */
export interface Example {
  /** Where it is quoted from. */
  readonly source: string;
  readonly response: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: unknown;
  };
}

const requireHere = createRequire(import.meta.url);

/** A response that core's fixtures quote; undefined if there is none by this name. */
export function findExample(vendor: string, name: string): Example | undefined {
  try {
    return requireHere(`@api-repack/core/fixtures/${vendor}/${name}.json`) as Example;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}

/** @throws if core has no such fixture. */
export function exampleOf(vendor: string, name: string): Example {
  const found = findExample(vendor, name);
  if (!found) throw new Error(`core has no fixture ${vendor}/${name}.json`);
  return found;
}

const jsonHeaders = { 'content-type': 'application/json' };

/** For what the documentation describes in words or tables only. */
export const described = (source: string, body: unknown, status = 200): Example => ({
  source,
  response: { status, headers: jsonHeaders, body },
});
