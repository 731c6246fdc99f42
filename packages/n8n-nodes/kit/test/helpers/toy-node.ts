import { Readable } from 'node:stream';
import {
  type IBinaryData,
  type IDataObject,
  type IExecuteFunctions,
  type IHttpRequestOptions,
  type INode,
  type INodeExecutionData,
  NodeOperationError,
} from 'n8n-workflow';
import { nodeForms, runItems } from '../../src/index.ts';
import { ToyVendor, toy, toyForms } from './toy-vendor.ts';

/** Three by two pixels. */
export const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAMAAAACCAAAAAC4HznGAAAAC0lEQVR4nGNggAAAAAgAAbdYc5UAAAAASUVORK5CYII=',
  'base64',
);

export interface FileResponse {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer | string;
}

export interface ToyRun {
  /** A function stands for an expression: it gets the index of the item. */
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly items?: INodeExecutionData[];
  readonly continueOnFail?: boolean;
  /** What n8n has kept of the node, from an earlier try. */
  readonly kept?: object;
  readonly executionId?: string;
  readonly type?: string;
  readonly cancel?: AbortSignal;
}

/** An item with a file in memory. */
export const withFile = (fileName: string, json: IDataObject = {}): INodeExecutionData => ({
  json,
  binary: { data: { data: png.toString('base64'), fileName, mimeType: 'image/png' } },
});

/** The toy vendor, its node, and as much of n8n as that needs. */
export function startToy() {
  const vendor = new ToyVendor();
  const forms = nodeForms(toyForms(vendor), 20);
  const responses = new Map<string, FileResponse>();
  const hints: string[] = [];
  const run = async ({ continueOnFail = false, ...options }: ToyRun = {}) => {
    const context = contextOf(options, { responses, hints });
    const [output = []] = await runItems(context, {
      vendor: toy,
      credential: 'toyApi',
      secrets: ['key'],
      operations: forms.operations,
      continueOnFail,
    });
    return output;
  };
  /** Of a run that stops. */
  const failure = (options: ToyRun): Promise<NodeOperationError> =>
    run(options).then(
      () => {
        throw new Error('the node has to fail');
      },
      (error) => error,
    );
  return { vendor, ...forms, responses, hints, run, failure };
}

interface World {
  readonly responses: ReadonlyMap<string, FileResponse>;
  readonly hints: string[];
}

function contextOf(
  { parameters = {}, items = [withFile('a.png')], kept = {}, ...options }: ToyRun,
  { responses, hints }: World,
): IExecuteFunctions {
  const { executionId = '1', type = 'n8n-nodes-toy.toy', cancel } = options;
  const node = { id: '1', name: 'Toy', type, typeVersion: 1, position: [0, 0], parameters: {} } as INode;
  const chosen: Readonly<Record<string, unknown>> = {
    resource: 'image',
    operation: 'cutOut',
    binaryField: 'data',
    rectangles: { rectangle: [{ x: 1, y: 2, width: 3, height: 4 }] },
    ...parameters,
  };
  const context = {
    getNode: () => node,
    getInputData: () => items,
    getNodeParameter(name: string, item: number, fallback?: unknown) {
      const [first = '', second] = name.split('.');
      const holder = second === undefined ? chosen : ((chosen[first] ?? {}) as Record<string, unknown>);
      const key = second ?? first;
      if (!(key in holder)) return fallback;
      const value = holder[key];
      return typeof value === 'function' ? value(item) : value;
    },
    getCredentials: async () => ({ key: 'toy-key-0815' }),
    getExecutionCancelSignal: () => cancel,
    getContext: () => kept,
    getExecutionId: () => executionId,
    evaluateExpression: () => 0,
    getWorkflowSettings: () => ({}),
    addExecutionHints: (...all: { message: string }[]) => hints.push(...all.map(({ message }) => message)),
    sendMessageToUI: () => undefined,
    logger: { info() {}, warn() {} },
    helpers: {
      assertBinaryData(item: number, field: string): IBinaryData {
        const found = items[item]?.binary?.[field];
        if (found) return found;
        throw new NodeOperationError(node, 'There is no such file', { itemIndex: item });
      },
      prepareBinaryData: async (body: Buffer, fileName?: string, mimeType = 'image/png') => ({
        data: body.toString('base64'),
        fileName,
        mimeType,
      }),
      binaryToBuffer: async (body: Buffer) => body,
      async httpRequest({ url, encoding }: IHttpRequestOptions) {
        const {
          status = 200,
          headers = { 'content-type': 'image/png' },
          body = png,
        } = responses.get(url) ?? {};
        const bytes = Buffer.from(body);
        return {
          statusCode: status,
          headers,
          body: encoding === 'stream' ? Readable.from(bytes.length > 0 ? [bytes] : []) : bytes.toString(),
        };
      },
    },
  };
  return context as unknown as IExecuteFunctions;
}
