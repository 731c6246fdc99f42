import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The first argument of Node for programs that run from the sources. */
export const fromSource = '--conditions=@api-repack/source';

/** In the environment of a program that several tests start: what one has compiled, the next one loads. */
export const compiled = { NODE_COMPILE_CACHE: join(tmpdir(), 'api-repack-compiled') };
