import '@api-repack/core/node/check-version';

export type { Scheme } from '@api-repack/core';
export type { Call, Catalogue, Operation } from './operation.ts';
export { createGateway, type Gateway } from './service/app.ts';
export type { Failure } from './service/failure.ts';
export type { GatewayOptions } from './service/options.ts';
export { catalogues } from './vendors.ts';
