import { bucketOperations } from './bucket/operations.ts';
import { objectOperations } from './object-operations.ts';
import type { OssOperation } from './operation.ts';

/** All that the emulator does. Everything else is answered with `NotImplemented`, by name. */
export const operations: readonly OssOperation[] = [...objectOperations, ...bucketOperations];
