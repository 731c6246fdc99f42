import type { DocumentedError } from '@api-repack/core';
import { fangtang } from '@api-repack/core/fangtang';
import { type Exchange, json, type MockResponse } from '../../engine/exchange.ts';
import { Fail, type MockHandler } from '../../engine/mock-vendor.ts';
import { BrokenForm, describeForm, type Form, readForm } from '../../http/form.ts';
import type { FangtangSettings } from './settings.ts';
import { type Channel, type FangtangState, stateSlot } from './state.ts';
import { verify } from './verify.ts';

/** One authenticated call of a Fangtang endpoint. */
export interface FangtangCall {
  readonly exchange: Exchange;
  readonly form: Form;
  readonly channel: Channel;
  readonly state: FangtangState;
  readonly settings: FangtangSettings;
  /** Unix milliseconds on the world's clock. */
  readonly now: number;
  /** First value of a field; an empty text is the same as none. */
  text(name: string): string | undefined;
  texts(name: string): readonly string[];
}

/** Wraps what an endpoint answers in the vendor's envelope. The whole body is read before the token is checked. */
export function endpoint(run: (call: FangtangCall) => object | Promise<object>): MockHandler {
  return async (exchange) => {
    const { world, request } = exchange;
    const settings = world.settingsOf(stateSlot);
    const state = world.stateOf(stateSlot);
    const form = await read(exchange, settings);
    exchange.note({ fields: describeForm(form) });
    const texts = (name: string) => (form.fields.get(name) ?? []).filter((value) => value !== '');
    const now = world.clock.now();
    const channel = verify(
      { third_code: texts('third_code')[0], token: request.headers.token, now, path: request.url },
      state,
      settings,
    );
    exchange.note({ account: channel.third_code });
    const data = await run({
      exchange,
      form,
      channel,
      state,
      settings,
      now,
      texts,
      text: (name) => texts(name)[0],
    });
    return json({ code: 200, data });
  };
}

/** Errors of the business come with HTTP 200. */
export const fail = ({ code, message }: DocumentedError): MockResponse =>
  json({ code: 9000, errno: code, msg: message });

async function read({ request }: Exchange, { maxFileBytes }: FangtangSettings): Promise<Form> {
  try {
    return await readForm(request, { maxFileBytes, maxFields: 1000 });
  } catch (error) {
    throw error instanceof BrokenForm ? new Fail(fangtang.errors.badInput) : error;
  }
}
