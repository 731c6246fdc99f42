import type { MockResponse } from '../../engine/exchange.ts';
import type { OssCall } from './call.ts';
import { callbackOf } from './callback-config.ts';
import { notImplemented, OssFail } from './failure.ts';
import { propertiesOf } from './object/properties.ts';
import {
  answerUpload,
  checkLength,
  checkOverwrite,
  finish,
  receiveBody,
  secondOf,
  storedHeaders,
} from './object/receive.ts';

/** Checks all it can before it reads the body. */
export async function putObject(call: OssCall): Promise<MockResponse> {
  const { headers } = call.exchange.request;
  refuseConditions(headers);
  const { key } = call;
  checkLength(call);
  const properties = propertiesOf(call, headers);
  checkOverwrite(call, key);
  const callback = callbackOf(call);
  const content = await receiveBody(call);
  // Looked at again: another upload of the same key may have ended meanwhile.
  checkOverwrite(call, key);
  const object = finish(call, { ...properties, ...content, modifiedAt: secondOf(call) });
  const response = { status: 200, headers: storedHeaders(object), body: '' };
  return answerUpload(call, object, { callback, response });
}

const conditions = ['if-match', 'if-none-match', 'if-modified-since', 'if-unmodified-since'];

/** Documented with status 400, although the code is that of 501. */
function refuseConditions(headers: Readonly<Record<string, string>>): void {
  const name = conditions.find((one) => headers[one] !== undefined);
  if (name === undefined) return;
  const Header = name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase());
  throw new OssFail(notImplemented, { status: 400, ec: '0017-00000245', elements: { Header } });
}
