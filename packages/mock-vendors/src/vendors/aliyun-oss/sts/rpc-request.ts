import type { MockRequest } from '../../../engine/exchange.ts';
import { readWhole } from '../../../http/body.ts';
import { StsFail } from './errors.ts';

/** A call in RPC style: all that it says is in parameters, of the query or of a form. */
export interface RpcRequest {
  readonly request: MockRequest;
  readonly parameters: ReadonlyMap<string, string>;
  readonly body: Buffer;
}

/** A policy has 2,048 characters at most. */
const maxBodyBytes = 64 << 10;

export async function rpcRequestOf(request: MockRequest): Promise<RpcRequest> {
  const body = await readWhole(request.body, maxBodyBytes).catch(() => {
    throw new StsFail('InvalidParameter', 'The body of the request is too long.');
  });
  const query = /\?(.*)$/s.exec(request.url)?.[1] ?? '';
  const type = request.headers['content-type'] ?? '';
  const form = type.includes('application/x-www-form-urlencoded') ? body.toString() : '';
  const parameters = new Map([...new URLSearchParams(query), ...new URLSearchParams(form)]);
  const action = request.headers['x-acs-action'];
  if (action !== undefined) parameters.set('Action', action);
  return { request, parameters, body };
}
