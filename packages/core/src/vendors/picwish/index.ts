import { type Connection, connect } from '../../client.ts';
import { type Answer, type Unwrapped, vendor } from '../../vendor.ts';
import { authenticate, authenticateWeb } from './authenticate.ts';
import { endpoints } from './endpoints.ts';
import { errors, webErrors } from './errors.ts';
import { webEndpoints } from './web-endpoints.ts';
import { type Account, accountSession, type KeptLogin, type PicwishWebClient } from './web-operations.ts';

export type { PicwishCredentials, PicwishWebCredentials } from './authenticate.ts';
export type { ToolInput } from './endpoints.ts';
export { endpointName } from './endpoints.ts';
export * from './operations.ts';
export type { Result, ResultFile } from './progress.ts';
export { failedStates, runningStates } from './states.ts';
export { type Tool, type ToolName, tools } from './tools.ts';
export type { WebToolInput } from './web-endpoints.ts';
export * from './web-operations.ts';
export { type WebTool, type WebToolName, webTools } from './web-tools.ts';

/** A key belongs to one of them. */
export const regions = {
  china: 'https://techsz.aoscdn.com',
  global: 'https://techhk.aoscdn.com',
} as const;

/** The developer API. */
export const picwish = vendor({
  name: 'picwish',
  displayName: 'PicWish',
  baseUrl: regions.china,
  errors,
  endpoints,
  // A tenth more than the second that PicWish counts: calls do not all travel equally fast.
  rate: { calls: 2, perMs: 1_100 },
  authenticate,
  unwrap,
});

/** What picwish.cn itself calls, with the login of an account. */
export const picwishWeb = vendor({
  name: 'picwish-web',
  displayName: 'PicWish (web account)',
  baseUrl: 'https://aw.aoscdn.com',
  errors: webErrors,
  endpoints: webEndpoints,
  tokenPattern: /v2,\d+,\d+,[0-9a-f]{32}/,
  authenticate: authenticateWeb,

  unwrap(answer) {
    const unwrapped = unwrap(answer);
    // Seen as success in some clients of the web page.
    if ('code' in unwrapped && unwrapped.code === 0)
      return { data: (answer.json as { data?: unknown }).data };
    if ('data' in unwrapped || answer.status !== 200 || unwrapped.code === undefined) return unwrapped;
    return {
      ...unwrapped,
      otherwise: { kind: 'refused', hint: 'PicWish gives no other reason than its message' },
    };
  },
});

/** A client that logs in by itself. `kept` may be stored between runs. */
export function connectAccount(
  account: Account,
  options: Pick<Connection<typeof picwishWeb>, 'host' | 'baseUrl' | 'retry' | 'signal'>,
  kept: KeptLogin = {},
): PicwishWebClient {
  const session = accountSession(connect(picwishWeb, options), account, { kept });
  return connect(picwishWeb, { ...options, session });
}

/** The HTTP status is repeated inside, and what is inside counts. */
function unwrap({ json, file, headers }: Answer): Unwrapped {
  if (file) return { data: { body: file, type: headers['content-type'] } };
  const { status, message, data } = (json ?? {}) as Record<string, unknown>;
  if (status === 200) return { data };
  return {
    code: typeof status === 'number' ? status : undefined,
    message: typeof message === 'string' ? message : undefined,
  };
}
