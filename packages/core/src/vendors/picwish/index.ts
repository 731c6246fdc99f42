export type { PicwishCredentials } from './authenticate.ts';
export type { ToolInput } from './endpoints.ts';
export { endpointName, templateOrigin } from './endpoints.ts';
export { operations, type PicwishIds } from './operations.ts';
export type { Result, ResultFile } from './progress.ts';
export { failedStates, runningStates } from './states.ts';
export * from './tasks.ts';
export { type Tool, type ToolName, tools } from './tools.ts';
export { picwish, regions } from './vendor.ts';
