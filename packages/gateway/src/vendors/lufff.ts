import { connect } from '@api-repack/core';
import {
  credit,
  history,
  type LufffClient,
  login,
  lufff,
  removeBackground,
  sendCode,
} from '@api-repack/core/lufff';
import * as v from 'valibot';
import type { Scheme } from '../credentials.ts';
import { type Call, catalogue, endpointOperations, operation } from '../operation.ts';

const account: Scheme = { kind: 'basic', fields: ['customer_id', 'token'] };
const uuid: Scheme = { kind: 'bearer', field: 'uuid', about: 'a uuid' };

const { img_url, pic_type, rectangles } = lufff.endpoints.rmPicBg.request.entries;
const { phone, vcode, share_id } = lufff.endpoints.loginWithPhoneAndVcode.request.entries;

const client = (call: Call): LufffClient => connect(lufff, call.to(lufff));

const removal = operation({
  name: 'remove-background',
  vendor: lufff,
  summary: 'Remove the background of the picture at a public URL; Lufff takes no files',
  credentials: [account, uuid],
  charges: true,
  credits: 1,
  input: v.strictObject({ image_url: img_url, pic_type, rectangles }),
  output: v.object({ image: v.pipe(v.string(), v.url()) }),
  async start(call, { image_url, ...settings }) {
    const payer = 'uuid' in call.credentials ? 'uuid' : 'account';
    return { image: await removeBackground(client(call), payer, { ...settings, img_url: image_url }) };
  },
});

const getHistory = operation({
  name: 'history',
  vendor: lufff,
  summary: 'List what an account had cut out',
  credentials: [account],
  charges: false,
  input: v.strictObject({ limit: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1)), 50) }),
  output: v.object({
    cutouts: v.array(
      v.object({
        id: v.number(),
        imageUrl: v.optional(v.string()),
        resultUrl: v.optional(v.string()),
        remark: v.optional(v.string()),
        createdAt: v.optional(v.string()),
      }),
    ),
  }),
  start: async (call, { limit = 50 }) => ({ cutouts: await history(client(call), { limit }) }),
});

const getCredit = operation({
  name: 'credit',
  vendor: lufff,
  summary: 'Read how many credits a uuid or a phone number has left',
  credentials: [uuid, { kind: 'form', fields: ['phone'] }],
  charges: false,
  input: v.strictObject({ phone: v.optional(phone) }),
  output: v.object({ credit: v.number() }),
  start: async (call, { phone }) => ({
    credit: await credit(client(call), phone === undefined ? 'uuid' : { phone }),
  }),
});

const code = operation({
  name: 'send-code',
  vendor: lufff,
  summary: 'Send a code by SMS',
  credentials: [],
  charges: false,
  input: v.strictObject({ phone }),
  output: v.object({ sent: v.literal(true) }),
  async start(call, { phone }) {
    await sendCode(client(call), phone);
    return { sent: true };
  },
});

const logIn = operation({
  name: 'login',
  vendor: lufff,
  summary: 'Log in with the code from the SMS, and get the credentials for the other calls',
  credentials: [],
  charges: false,
  input: v.strictObject({ phone, vcode, share_id }),
  output: v.object({ customer_id: v.string(), token: v.string(), credit: v.number() }),
  async start(call, input) {
    const { credentials, credit } = await login(client(call), input);
    return { customer_id: String(credentials.customer_id), token: credentials.token, credit };
  },
});

export const lufffCatalogue = catalogue({
  name: 'lufff',
  displayName: 'Lufff 马克',
  operations: [removal, getHistory, getCredit, code, logIn, ...endpointOperations(lufff, [account, uuid])],
});
