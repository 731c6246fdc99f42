export * from './account.ts';
export type { PicwishWebCredentials } from './authenticate.ts';
export type { WebToolInput } from './endpoints.ts';
export { operations, type PicwishWebIds } from './operations.ts';
export { type WebTool, type WebToolName, webTools } from './tools.ts';
export { picwishWeb } from './vendor.ts';
