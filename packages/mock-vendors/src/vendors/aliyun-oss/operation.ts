import type { MockResponse } from '../../engine/exchange.ts';
import type { OssCall } from './call.ts';

export type OssScope = 'service' | 'bucket' | 'object';

/** One call of the API, as the documentation names it. */
export interface OssOperation {
  readonly name: string;
  readonly method: string;
  readonly scope: OssScope;
  /** The query parameters that choose it; none for the plain operation of its method. */
  readonly selectors: readonly string[];
  /** The value of the parameter `comp` that chooses it instead of another operation of the same parameters. */
  readonly comp?: string;
  /** The header that chooses it instead of another operation of the same parameters. */
  readonly header?: string;
  /** As policies name it, without `oss:`. The operation's name if left out. */
  readonly action?: string;
  /** Works on a bucket that does not exist. */
  readonly makesBucket?: boolean;
  /** Authenticates and authorizes the caller itself. */
  readonly authorizesItself?: boolean;
  readonly run: (call: OssCall) => MockResponse | Promise<MockResponse>;
}

/** What a client asks for, before it is known who asks. */
export interface OperationRequest {
  readonly method: string;
  readonly scope: OssScope;
  readonly selectors: readonly string[];
  readonly comp: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
}

/** The operation that all selectors of the request belong to, and the most of them. */
export function findOperation(
  operations: readonly OssOperation[],
  { method, scope, selectors, comp, headers }: OperationRequest,
): OssOperation | undefined {
  return operations.find(
    (operation) =>
      operation.method === method &&
      operation.scope === scope &&
      (operation.comp === undefined || operation.comp === comp) &&
      (operation.header === undefined || headers[operation.header] !== undefined) &&
      operation.selectors.length === selectors.length &&
      operation.selectors.every((name) => selectors.includes(name)),
  );
}
