import type { Exchange, MockRequest, MockResponse } from '../../../engine/exchange.ts';
import { hostnameOf, isOwn } from '../address.ts';
import { escapeXml } from '../failure.ts';
import type { KeyPair } from '../keys.ts';
import { stateSlot } from '../state.ts';
import { assumeRole, callerIdentity } from './assume-role.ts';
import { StsFail } from './errors.ts';
import { type RpcRequest, rpcRequestOf } from './rpc-request.ts';
import { verifyRpc } from './verify-rpc.ts';

/** STS has host names of its own. At the emulator's own address, it is a call of `/` that is none of OSS. */
export function isSts(request: MockRequest): boolean {
  const hostname = hostnameOf(request);
  if (/^sts(-vpc)?(\.[a-z0-9-]+)?\.aliyuncs\.com$/.test(hostname)) return true;
  const [path = '', query = ''] = request.url.split('?');
  if (!isOwn(hostname) || !['', '/'].includes(path)) return false;
  // A form with a file is for OSS.
  if (request.headers['content-type']?.startsWith('multipart/')) return false;
  return (
    request.method === 'POST' || /(^|&)Action=/.test(query) || request.headers['x-acs-action'] !== undefined
  );
}

/** AssumeRole and GetCallerIdentity, in JSON or XML as the caller asks. */
export async function callSts(exchange: Exchange): Promise<MockResponse> {
  const { world, request } = exchange;
  const requestId = uuidOf(world.ids.hex());
  let format = 'XML';
  try {
    const rpc = await rpcRequestOf(request);
    format = formatOf(rpc);
    const keys = verifyRpc(world, rpc);
    checkToken(rpc, keys, world.clock.now());
    exchange.note({ account: keys.accessKeyId });
    const action = rpc.parameters.get('Action') ?? '';
    return stsResponse(200, format, {
      root: `${action}Response`,
      fields: { RequestId: requestId, ...run(exchange, rpc, keys) },
    });
  } catch (error) {
    if (!(error instanceof StsFail)) throw error;
    const { code, status, message } = error;
    exchange.note({ error: code });
    const host = request.headers.host ?? '';
    const fields = { RequestId: requestId, HostId: host, Code: code, Message: message };
    return stsResponse(status, format, { root: 'Error', fields });
  }
}

function run({ world }: Exchange, { parameters }: RpcRequest, keys: KeyPair): Fields {
  switch (parameters.get('Action')) {
    case 'AssumeRole':
      if (keys.permission)
        throw new StsFail(
          'NoPermission',
          'You are not authorized to do this action. You should be authorized by RAM.',
          403,
        );
      return assumeRole(world, parameters, world.settingsOf(stateSlot).maxSessionS);
    case 'GetCallerIdentity':
      return callerIdentity(keys);
    default:
      throw new StsFail(
        'InvalidAction.NotFound',
        'Specified api is not found, please check your url and method.',
        404,
      );
  }
}

function checkToken({ request, parameters }: RpcRequest, { permission }: KeyPair, now: number): void {
  if (!permission) return;
  const token = parameters.get('SecurityToken') ?? request.headers['x-acs-security-token'];
  if (token === undefined)
    throw new StsFail('MissingSecurityToken', 'SecurityToken is mandatory for this action.');
  if (token !== permission.securityToken)
    throw new StsFail('InvalidSecurityToken.Malformed', 'Specified SecurityToken is malformed.');
  if (now >= permission.expiresAt)
    throw new StsFail('InvalidSecurityToken.Expired', 'Specified SecurityToken is expired.');
}

/** Calls with the newer signature are answered in JSON, which has no parameter for it. */
const formatOf = ({ request, parameters }: RpcRequest): string =>
  parameters.get('Format')?.toUpperCase() ?? (request.headers['x-acs-action'] === undefined ? 'XML' : 'JSON');

interface Fields {
  readonly [name: string]: string | Fields;
}

function stsResponse(
  status: number,
  format: string,
  { root, fields }: { root: string; fields: Fields },
): MockResponse {
  if (format === 'JSON')
    return {
      status,
      headers: { 'content-type': 'application/json;charset=utf-8' },
      body: JSON.stringify(fields),
    };
  const body = `<?xml version='1.0' encoding='UTF-8'?><${root}>${xmlOf(fields)}</${root}>`;
  return { status, headers: { 'content-type': 'text/xml;charset=utf-8' }, body };
}

const xmlOf = (fields: Fields): string =>
  Object.entries(fields)
    .map(
      ([name, value]) => `<${name}>${typeof value === 'string' ? escapeXml(value) : xmlOf(value)}</${name}>`,
    )
    .join('');

const uuidOf = (hex: string): string =>
  hex.toUpperCase().replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
