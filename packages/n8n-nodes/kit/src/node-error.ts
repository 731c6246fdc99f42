import { type ErrorKind, type Ids, isVendorError, type Vendor, type VendorError } from '@api-repack/core';
import {
  type Failure,
  type IDataObject,
  type IExecuteFunctions,
  type INode,
  type INodeExecutionData,
  NodeApiError,
  NodeOperationError,
} from 'n8n-workflow';

/** Where an error happened. */
export interface Place {
  readonly context: Pick<IExecuteFunctions, 'getNode'>;
  readonly vendor: Vendor;
  readonly item: number;
}

export type NodeError = NodeApiError | NodeOperationError;

/** The error for n8n: the title says what happened, the description what to do, `context.data` has code and ids. */
export function toNodeError(error: unknown, { context, vendor, item }: Place): NodeError {
  const node = context.getNode();
  const converted = isVendorError(error)
    ? fromVendor(node, error, vendor, item)
    : fromOther(node, error, item);
  // Set by hand: n8n returns an error that is one of its own as it was.
  converted.context.itemIndex = item;
  return converted;
}

/** What went wrong after a payment, with the ids that lead to the result. */
export function withIds(error: unknown, place: Place, resume: Ids): VendorError | NodeError {
  if (isVendorError(error)) return error.withIds(resume, { charged: 'yes' });
  const converted = toNodeError(error, place);
  converted.context.data = { resume, charged: 'yes' };
  converted.description = [converted.description, goOnWith(resume)].filter(Boolean).join('. ');
  return converted;
}

/** An item for the modes that continue. n8n takes it for a success if `json` has any other key. */
export function toErrorItem(error: unknown, place: Place): INodeExecutionData {
  const { message, description, context } = toNodeError(error, place);
  const json: IDataObject = { error: message };
  if (description) json.message = description;
  if (context.data) json.details = context.data as IDataObject;
  return { json, pairedItem: { item: place.item } };
}

function fromVendor(node: INode, error: VendorError, vendor: Vendor, item: number): NodeError {
  const { kind, reason, context } = error;
  const displayName =
    context.vendor === vendor.name ? vendor.displayName : (otherNames[context.vendor] ?? context.vendor);
  const { code, status, hint, ids, retryAfterMs } = context;
  const title = `${titles[kind](displayName)}: ${reason}${code === undefined ? '' : ` (${code})`} [item ${item}]`;
  const description = [hint, ids && goOnWith(ids)].filter(Boolean).join('. ');
  const converted = new NodeApiError(
    node,
    {},
    {
      message: title,
      description,
      httpCode: String(code ?? status ?? ''),
      ...(failures[kind] && { failure: failureOf(failures[kind], retryAfterMs) }),
    },
  );
  // Once more, because n8n replaces a message that has a text such as EPERM in it.
  converted.message = title;
  converted.context.data = details(error);
  return converted;
}

function fromOther(node: INode, error: unknown, itemIndex: number): NodeError {
  if (error instanceof NodeApiError || error instanceof NodeOperationError) return error;
  const cause = error instanceof Error ? error : new Error(String(error));
  return new NodeOperationError(node, cause, { itemIndex });
}

function details({ kind, context }: VendorError): IDataObject {
  const { vendor, endpoint, code, status, sent, ids, operation, charged } = context;
  const all = { kind, vendor, endpoint, code, status, sent, resume: ids, operation, charged };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as IDataObject;
}

const goOnWith = (resume: Ids): string => `Go on with ${describeIds(resume)}`;

/** For people: `mdf 0123, 4567`. */
export function describeIds(resume: Ids): string {
  const ids = Object.entries(resume).map(([name, values]) => `${name} ${[values].flat().join(', ')}`);
  return ids.join(', ');
}

/** Of vendors that keep files for a node's own vendor. */
const otherNames: Readonly<Record<string, string>> = { 'aliyun-oss': 'Aliyun OSS' };

const titles: Readonly<Record<ErrorKind, (vendor: string) => string>> = {
  auth: (vendor) => `${vendor} does not accept the credentials`,
  quota: (vendor) => `No credits are left at ${vendor}`,
  'rate-limit': (vendor) => `${vendor} wants fewer requests`,
  'bad-input': (vendor) => `${vendor} does not take this input`,
  unsupported: (vendor) => `${vendor} does not take this kind of file`,
  'not-found': (vendor) => `${vendor} does not have it`,
  'task-failed': (vendor) => `${vendor} could not do it`,
  unavailable: (vendor) => `${vendor} is not available`,
  timeout: (vendor) => `${vendor} took too long`,
  canceled: () => 'The execution was canceled',
  refused: (vendor) => `${vendor} refused it`,
  doubtful: (vendor) => `${vendor} may have charged already`,
  protocol: (vendor) => `${vendor} answered in an unknown way`,
};

/** What n8n may conclude on its own. */
const failures: Readonly<Partial<Record<ErrorKind, Failure['cause']>>> = {
  auth: 'credential-invalid',
  quota: 'quota-exhausted',
  'rate-limit': 'rate-limited',
  'bad-input': 'configuration-invalid',
  unavailable: 'temporarily-unavailable',
  timeout: 'temporarily-unavailable',
};

function failureOf(cause: Failure['cause'], retryAfterMs: number | undefined): Failure {
  return (
    cause === 'rate-limited' && retryAfterMs !== undefined ? { cause, retryAfterMs } : { cause }
  ) as Failure;
}
