import { readdirSync } from 'node:fs';
import type { Vendor } from '@api-repack/core';

const isVendor = (value: unknown): value is Vendor =>
  typeof value === 'object' && value !== null && 'endpoints' in value && 'unwrap' in value;

const modules: object[] = await Promise.all(
  readdirSync(new URL('../../src/vendors', import.meta.url)).map(
    (folder) => import(`../../src/vendors/${folder}/index.ts`),
  ),
);

/** Every vendor that has a folder. */
export const vendors: readonly Vendor[] = modules.flatMap((module) => Object.values(module).filter(isVendor));
