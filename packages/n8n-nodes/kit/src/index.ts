export { resume, resumeWebhooks } from './callback.ts';
export type { FieldLabel, FieldLabels, OperationForm, Resources } from './form/operation-form.ts';
export { hostOf, type N8nConnection } from './host.ts';
export { sourcesOf } from './input-files.ts';
export { nodeForms } from './operations/node-operations.ts';
export { refuse } from './refuse.ts';
export { type Item, runItems } from './run-items.ts';
