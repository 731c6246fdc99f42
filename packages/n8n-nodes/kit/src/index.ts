export { callbackUrlOf, resume, resumeWebhooks, waitForCall } from './callback.ts';
export {
  booleanOf,
  commonOptions,
  commonOptionsFor,
  fieldsOfAll,
  inputFields,
  optionsField,
  outputFields,
  toBoolean,
  waitMsOf,
  waitOf,
  waitOptions,
} from './fields.ts';
export { withoutExtension } from './file-name.ts';
export { hostOf, type N8nConnection } from './host.ts';
export {
  fieldsOf,
  fingerprint,
  listOf,
  nameOf,
  readFile,
  refuse,
  type Source,
  sourcesOf,
} from './input-files.ts';
export { allOf, toOutput, withInput } from './output-files.ts';
export type { Receipt } from './receipts.ts';
export {
  type Item,
  type ItemOf,
  type Operation,
  type Operations,
  type Output,
  runItems,
  type Work,
} from './run-items.ts';
export { subtitleOf } from './subtitle.ts';
