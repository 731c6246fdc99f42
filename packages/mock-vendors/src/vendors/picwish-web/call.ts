import type { DocumentedError } from '@api-repack/core';
import { picwishWeb } from '@api-repack/core/picwish-web';
import { type Exchange, json, type MockResponse } from '../../engine/exchange.ts';
import { Fail, type MockHandler } from '../../engine/mock-vendor.ts';
import { BrokenForm, describeForm, type Form, noForm, readForm } from '../../http/form.ts';
import type { PicwishWebSettings } from './settings.ts';
import { type PicwishWebState, stateSlot } from './state.ts';
import { verifyToken } from './verify.ts';

/** One call of the web API. */
export interface PicwishWebCall {
  readonly exchange: Exchange;
  /** Whose login it came with; empty for calls that need none. */
  readonly userId: string;
  readonly form: Form;
  readonly state: PicwishWebState;
  readonly settings: PicwishWebSettings;
  /** Unix milliseconds on the world's clock. */
  readonly now: number;
  /** First value of a field; an empty text is the same as none. */
  text(name: string): string | undefined;
}

type Run = (call: PicwishWebCall) => object | Promise<object>;

/** For those who are logged in. */
export const account = (run: Run): MockHandler => handler(run, true);

/** For anybody. */
export const open = (run: Run): MockHandler => handler(run, false);

function handler(run: Run, needsLogin: boolean): MockHandler {
  return async (exchange) => {
    const { world, request } = exchange;
    const settings = world.settingsOf(stateSlot);
    const state = world.stateOf(stateSlot);
    const now = world.clock.now();
    const form = await read(exchange);
    exchange.note({ fields: describeForm(form) });
    const userId = needsLogin
      ? verifyToken({ authorization: request.headers.authorization, now }, state, settings)
      : '';
    if (needsLogin) exchange.note({ account: userId });
    const text = (name: string) => form.fields.get(name)?.find((value) => value !== '');
    const data = await run({ exchange, userId, form, state, settings, now, text });
    return json({ status: 200, message: 'success', data });
  };
}

/** Errors of the business come with HTTP 200; for a login that is missing, nobody knows. */
export function fail({ code, message }: DocumentedError, { world }: Exchange): MockResponse {
  const { neededLoginHttpStatus } = world.settingsOf(stateSlot);
  const isLoginNeeded = code === picwishWeb.errors.neededLogin.code;
  return json({ status: code, message }, isLoginNeeded ? neededLoginHttpStatus : 200);
}

/** A failure that nobody documents, under a number that is a setting. */
export const undocumented = (code: number, message: string): Fail =>
  new Fail({ code, kind: 'refused', message, hint: '' });

/** For an id that the account has nothing for. */
export function unknownId({ unknownIdStatus }: PicwishWebSettings, message: string): Fail {
  const { unknownId } = picwishWeb.errors;
  return unknownIdStatus === unknownId.code
    ? new Fail(unknownId, message)
    : undocumented(unknownIdStatus, message);
}

async function read({ request }: Exchange): Promise<Form> {
  // Some clients say that a GET has JSON, and send none.
  if (request.method === 'GET') return noForm;
  try {
    return await readForm(request, { maxFileBytes: 0, maxFields: 200 });
  } catch (error) {
    throw error instanceof BrokenForm ? undocumented(400, 'the body is not what it claims to be') : error;
  }
}
