import type { DocumentedError } from '@api-repack/core';
import { picwish } from '@api-repack/core/picwish';
import { type Exchange, json, type MockResponse } from '../../engine/exchange.ts';
import { Fail, type MockHandler } from '../../engine/mock-vendor.ts';
import { BrokenForm, describeForm, type Form, noForm, readForm } from '../../http/form.ts';
import type { PicwishSettings } from './settings.ts';
import { type PicwishKey, type PicwishState, stateSlot } from './state.ts';
import { requireTurn, verifyKey } from './verify.ts';

/** One authenticated call of the developer API. */
export interface PicwishCall {
  readonly exchange: Exchange;
  readonly form: Form;
  readonly key: PicwishKey;
  readonly state: PicwishState;
  readonly settings: PicwishSettings;
  /** Unix milliseconds on the world's clock. */
  readonly now: number;
  /** First value of a field; an empty text is the same as none. */
  text(name: string): string | undefined;
}

/** `run` answers with the data for the envelope, or with a whole response. The body is read before anything is checked. */
export function endpoint(run: (call: PicwishCall) => Promise<object | MockResponse>): MockHandler {
  return async (exchange) => {
    const { world, request } = exchange;
    const settings = world.settingsOf(stateSlot);
    const state = world.stateOf(stateSlot);
    const now = world.clock.now();
    const form = request.method === 'GET' ? noForm : await read(exchange, settings);
    exchange.note({ fields: describeForm(form) });
    const key = verifyKey(request.headers, state);
    exchange.note({ account: key.account });
    if (request.method !== 'GET' || settings.pollsCount) requireTurn(key, now, settings);
    const text = (name: string) => form.fields.get(name)?.find((value) => value !== '');
    const data = await run({ exchange, form, key, state, settings, now, text });
    return isResponse(data) ? data : json({ status: 200, message: 'success', data });
  };
}

const isResponse = (value: object): value is MockResponse => 'headers' in value;

export const fail = ({ code, message, status }: DocumentedError, { world }: Exchange): MockResponse => {
  const { retryAfterS } = world.settingsOf(stateSlot);
  const response = json({ status: code, message }, status);
  return code === 429
    ? { ...response, headers: { ...response.headers, 'retry-after': String(retryAfterS) } }
    : response;
};

async function read({ request }: Exchange, { maxUploadBytes }: PicwishSettings): Promise<Form> {
  // Some clients send JSON without saying so.
  const headers = {
    ...request.headers,
    'content-type': request.headers['content-type'] || 'application/json',
  };
  try {
    return await readForm({ ...request, headers }, { maxFileBytes: maxUploadBytes, maxFields: 200 });
  } catch (error) {
    throw error instanceof BrokenForm ? new Fail(picwish.errors.badInput) : error;
  }
}
