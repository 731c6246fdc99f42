import type { DocumentedError } from '@api-repack/core';
import type { Exchange, Reply } from '../../engine/exchange.ts';
import { Fail, type Handler } from '../../engine/mock-vendor.ts';
import { BrokenForm, readText } from '../../http/form.ts';
import { mask } from '../../world/mask.ts';
import { errors } from './errors.ts';
import type { LufffSettings } from './settings.ts';
import { type LufffState, place } from './state.ts';

/** One call of a Lufff endpoint. */
export interface Call {
  readonly exchange: Exchange;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly state: LufffState;
  readonly settings: LufffSettings;
  /** Unix milliseconds on the world's clock. */
  readonly now: number;
}

/** Wraps what an endpoint answers in the vendor's envelope. */
export function endpoint(run: (call: Call) => object | Promise<object>): Handler {
  return async (exchange) => {
    const { world } = exchange;
    const settings = world.settingsOf(place);
    const fields = await readFields(exchange);
    exchange.note({ fields: mask(fields) });
    const call = { exchange, fields, settings, state: world.stateOf(place), now: world.clock.now() };
    const data = await run(call);
    return envelope({ status: 0, msg: '', data }, settings.contentType);
  };
}

/** Without `data`, as in the company's sister APIs. */
export function fail({ code, message }: DocumentedError, { world }: Exchange): Reply {
  const { contentType, failureHttpStatus } = world.settingsOf(place);
  return { ...envelope({ status: code, msg: message }, contentType), status: failureHttpStatus };
}

const envelope = (content: object, contentType: string): Reply => ({
  status: 200,
  headers: { 'content-type': contentType },
  body: JSON.stringify(content),
});

async function readFields({ request }: Exchange): Promise<Call['fields']> {
  try {
    const value: unknown = JSON.parse(await readText(request));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Call['fields'];
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof BrokenForm)) throw error;
  }
  throw new Fail(errors.badParameter, 'param error: the body is not a JSON object');
}
