export { authenticate, type LufffAccount, type LufffCredentials, type LufffUuid } from './authenticate.ts';
export * from './calls.ts';
export * from './hosting.ts';
export { type LufffIds, operations } from './operations.ts';
export { maxUrlLength, picTypes } from './parameters.ts';
export { lufff } from './vendor.ts';
