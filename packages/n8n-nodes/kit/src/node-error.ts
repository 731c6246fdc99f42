import {
  type Charged,
  type ErrorKind,
  type Ids,
  isVendorError,
  type Vendor,
  type VendorError,
} from '@api-repack/core';
import {
  type Failure,
  type IDataObject,
  type IExecuteFunctions,
  type INode,
  type INodeExecutionData,
  NodeApiError,
  NodeOperationError,
} from 'n8n-workflow';

/** How a node fetches what is paid for, in the words of its form. */
export interface Resumption {
  /** The name of the operation that takes the ids. */
  readonly operation: string;
  /** The labels of its fields, by the names of the ids. */
  readonly labels: Readonly<Record<string, string>>;
  /** Names of values in its lists, by the names of the ids. */
  readonly values: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** The names of its main parameters, by the names of the ids. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** Where an error happened. */
export interface Place {
  readonly context: Pick<IExecuteFunctions, 'getNode'>;
  readonly vendor: Vendor;
  readonly item: number;
  readonly resumption?: Resumption | undefined;
  /** The file that it is about. */
  readonly source?: IDataObject | undefined;
}

export type NodeError = NodeApiError | NodeOperationError;

/** The error for n8n: the title says what happened, the description what to do, `context.data` has code and ids. */
export function toNodeError(error: unknown, place: Place): NodeError {
  const { context, item, source } = place;
  const node = context.getNode();
  const converted = isVendorError(error) ? fromVendor(node, error, place) : fromOther(node, error, place);
  // Set by hand: n8n returns an error that is one of its own as it was.
  converted.context.itemIndex = item;
  if (source) converted.context.data = { ...(converted.context.data as IDataObject), source };
  // An agent reads nothing but the message.
  if (isTool(node) && converted.description && !converted.message.includes(converted.description))
    converted.message = `${converted.message}. ${converted.description}`;
  return converted;
}

const isTool = ({ type }: INode): boolean => type.endsWith('Tool');

/** An item for the modes that continue. n8n takes it for a success if `json` has any other key. */
export function toErrorItem(error: unknown, place: Place): INodeExecutionData {
  const { message, description, context } = toNodeError(error, place);
  const json: IDataObject = { error: message };
  if (description) json.message = description;
  if (context.data) json.details = context.data as IDataObject;
  return { json, pairedItem: { item: place.item } };
}

function fromVendor(node: INode, error: VendorError, { vendor, item, resumption }: Place): NodeError {
  const { kind, context, ids, charged } = error;
  // What it quotes of the earlier error may be a code that n8n replaces the whole message for.
  const reason = kind === 'doubtful' ? 'no clear response came to an earlier call' : error.reason;
  const displayName =
    context.vendor === vendor.name ? vendor.displayName : (otherNames[context.vendor] ?? context.vendor);
  const { code, status, hint, retryAfterMs } = context;
  const title = `${titles[kind](displayName)}: ${reason}${code === undefined ? '' : ` (${code})`} [item ${item}]`;
  const advice = kind === 'doubtful' ? sendAgain : hint;
  const description = [advice, money(charged, ids, resumption)].filter(Boolean).join('. ');
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

const sendAgain =
  'Check your balance and the results at the vendor. To send it again, execute the workflow anew';

function fromOther(node: INode, error: unknown, { item: itemIndex, resumption }: Place): NodeError {
  const cause = error instanceof Error ? error : new Error(String(error));
  const converted =
    error instanceof NodeApiError || error instanceof NodeOperationError
      ? error
      : new NodeOperationError(node, cause, { itemIndex });
  const { charged = 'no', ids } = cause as { charged?: Charged; ids?: Ids };
  if (charged === 'no' || converted.context.data) return converted;
  converted.context.data = { charged, ...(ids && { ids }) } as IDataObject;
  converted.description = [converted.description, money(charged, ids, resumption)].filter(Boolean).join('. ');
  return converted;
}

function details({ kind, context, charged }: VendorError): IDataObject {
  const { vendor, endpoint, code, status, sent, ids, operation } = context;
  const all = { kind, vendor, endpoint, code, status, sent, charged, ids, operation };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as IDataObject;
}

/** What an error means for the user's credits, and how to get what is paid for. */
function money(charged: Charged, ids: Ids | undefined, resumption: Resumption | undefined): string {
  if (ids && charged === 'no' && 'object' in ids) return `The file is stored at ${describeIds(ids)}`;
  if (charged === 'no' || !ids) return '';
  if (charged === 'maybe') return `It may have been charged: ${describeIds(ids, resumption)}`;
  const fetched = resumption
    ? `Operation *${resumption.operation}*, ${describeIds(ids, resumption)}, fetches it at no charge; `
    : `${describeIds(ids)}. `;
  return `It is paid for. ${fetched}*Retry* in the executions list goes on with it; executing this node again pays again`;
}

/** For people, in the words of the form if that is known: `Tool *Enhance*, ID 6149`. */
export function describeIds(ids: Ids, { labels = {}, values = {} }: Partial<Resumption> = {}): string {
  const shown = (name: string, value: string) => {
    const known = values[name]?.[value];
    return known === undefined ? value : `*${known}*`;
  };
  const all = Object.entries(ids).map(([name, list]) => {
    const texts = [list].flat().map((value) => shown(name, value));
    return `${labels[name] ?? name} ${texts.join(', ')}`;
  });
  return all.join(', ');
}

/** Of vendors that keep files for a node's own vendor. */
const otherNames: Readonly<Record<string, string>> = { 'aliyun-oss': 'Aliyun OSS' };

const titles: Readonly<Record<ErrorKind, (vendor: string) => string>> = {
  auth: (vendor) => `${vendor} does not accept the credentials`,
  quota: (vendor) => `No credits left at ${vendor}`,
  'rate-limit': (vendor) => `${vendor} rate limit reached`,
  'bad-input': (vendor) => `${vendor} does not accept this input`,
  unsupported: (vendor) => `${vendor} does not accept this kind of file`,
  'not-found': (vendor) => `Not found at ${vendor}`,
  'task-failed': (vendor) => `${vendor} could not process the image`,
  unavailable: (vendor) => `${vendor} is not available`,
  timeout: (vendor) => `${vendor} took too long`,
  canceled: () => 'The execution was canceled',
  refused: (vendor) => `${vendor} refused the call`,
  'key-reused': (vendor) => `The key stands for another call of ${vendor}`,
  doubtful: (vendor) => `${vendor} may have charged already`,
  protocol: (vendor) => `Unknown response of ${vendor}`,
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
