import { createRequire } from 'node:module';
import type { Sharp, SharpInput, SharpOptions } from 'sharp';

type Open = (input: SharpInput | SharpOptions, options?: SharpOptions) => Sharp;

let loaded: Open | undefined;

/** sharp, loaded when the first picture comes: its native code takes nearly as long to load as Fastify. */
export function sharp(...given: Parameters<Open>): Sharp {
  loaded ??= createRequire(import.meta.url)('sharp') as Open;
  return loaded(...given);
}
