export { type Client, type Connection, connect } from './client.ts';
export { type Cost, describeCost, type Price, type PriceChange, quote } from './cost.ts';
export type { Scheme } from './credentials.ts';
export { describeIssue } from './describe-issue.ts';
export { described, descriptionOf } from './described.ts';
export {
  type Charged,
  type DocumentedError,
  type ErrorContext,
  type ErrorKind,
  type Ids,
  isVendorError,
  VendorError,
} from './errors.ts';
export { failedBeforeSend } from './failed-before-send.ts';
export { type FileStream, isFileField, isStreamField } from './file.ts';
export { type FileType, fileTypeOf } from './file-type.ts';
export type { FilesOutput } from './files-output.ts';
export {
  type Body,
  type ByteStream,
  type Fields,
  type Host,
  type HttpRequest,
  type HttpResponse,
  isNetworkError,
  NetworkError,
  type Send,
} from './http.ts';
export { toIds } from './ids.ts';
export { kebab } from './kebab.ts';
export { type Limiter, limiter, type Rate, type TakeTurn, type Turn } from './limit.ts';
export { type AnyOperation, freeOperation, type Operation, operation, run } from './operation.ts';
export { type Payment, type PayOnce, payOnce } from './pay-once.ts';
export { expiresAt } from './payment-run.ts';
export {
  type ManagedStore,
  memoryStore,
  type PaymentRecord,
  type PaymentStore,
  type Stored,
  type TurnStore,
  timeOf,
} from './payment-store.ts';
export { isWaitOver, type Polling, type Progress, poll, type Wait } from './poll.ts';
export { isPrivate } from './private-address.ts';
export { redact } from './redact.ts';
export {
  judgeBytes,
  type OpenedResult,
  type OpenResultOptions,
  openResult,
  redirectTarget,
} from './result.ts';
export { defaultRetry, mayRepeat, type Retry } from './retry.ts';
export { type Login, loginSession, type Session } from './session.ts';
export type { Answer, Credentials, Endpoint, Input, Output, Unwrapped, Vendor } from './vendor.ts';
