import type { DocumentedError } from '@api-repack/core';
import type { Exchange, MockResponse } from '../../engine/exchange.ts';
import { Fail, type MockHandler } from '../../engine/mock-vendor.ts';
import { BrokenForm, readText } from '../../http/form.ts';
import { mask } from '../../world/mask.ts';
import { errors } from './errors.ts';
import type { LufffSettings } from './settings.ts';
import { type LufffState, stateSlot } from './state.ts';

/** One call of a Lufff endpoint. */
export interface LufffCall {
  readonly exchange: Exchange;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly state: LufffState;
  readonly settings: LufffSettings;
  /** Unix milliseconds on the world's clock. */
  readonly now: number;
}

/** Wraps what an endpoint answers in the vendor's envelope. */
export function endpoint(run: (call: LufffCall) => object | Promise<object>): MockHandler {
  return async (exchange) => {
    const { world } = exchange;
    const settings = world.settingsOf(stateSlot);
    const fields = await readFields(exchange);
    exchange.note({ fields: mask(fields) });
    const call = { exchange, fields, settings, state: world.stateOf(stateSlot), now: world.clock.now() };
    const data = await run(call);
    return envelope({ status: 0, msg: '', data }, settings.contentType);
  };
}

/** Without `data`, as in the company's sister APIs. */
export function fail({ code, message }: DocumentedError, { world }: Exchange): MockResponse {
  const { contentType, failureHttpStatus } = world.settingsOf(stateSlot);
  return { ...envelope({ status: code, msg: message }, contentType), status: failureHttpStatus };
}

const envelope = (content: object, contentType: string): MockResponse => ({
  status: 200,
  headers: { 'content-type': contentType },
  body: JSON.stringify(content),
});

async function readFields({ request }: Exchange): Promise<LufffCall['fields']> {
  try {
    const text = await readText(request);
    // The manual lists no parameters for some calls, so their clients send no body.
    if (text === '') return {};
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as LufffCall['fields'];
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof BrokenForm)) throw error;
  }
  throw new Fail(errors.badParameter, 'param error: the body is not a JSON object');
}
