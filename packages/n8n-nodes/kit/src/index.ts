export { callbackUrlOf, resume, resumeWebhooks, waitForCall } from './callback.ts';
export { checkInput, someFile } from './check-input.ts';
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
export { listOf } from './image-urls.ts';
export {
  describeSource,
  fieldsOf,
  fingerprint,
  nameOf,
  readFile,
  type Source,
  sourcesOf,
} from './input-files.ts';
export type { Resumption } from './node-error.ts';
export { allOf, toOutput, withInput } from './output-files.ts';
export type { Paid } from './payments.ts';
export { priceNotice } from './price-notice.ts';
export { refuse } from './refuse.ts';
export {
  type Item,
  type ItemOf,
  type Operation,
  type Operations,
  type Output,
  type Payable,
  runItems,
  type Work,
} from './run-items.ts';
export { subtitleOf } from './subtitle.ts';
