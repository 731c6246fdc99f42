export { type FangtangCredentials, token } from './authenticate.ts';
export { errors } from './errors.ts';
export { type FangtangIds, operations } from './operations.ts';
export { presets } from './presets.ts';
export * from './tasks.ts';
export { fangtang } from './vendor.ts';
