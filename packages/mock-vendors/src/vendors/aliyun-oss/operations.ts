import { bucketOperations } from './bucket/operations.ts';
import { objectOperations } from './object-operations.ts';
import type { OssOperation } from './operation.ts';

/** All operations of the emulator. Any other call is answered with `NotImplemented`, by name. */
export const operations: readonly OssOperation[] = [...objectOperations, ...bucketOperations];
