import * as v from 'valibot';
import type { Scheme } from '../../credentials.ts';
import { described } from '../../described.ts';
import { filesOutput } from '../../files-output.ts';
import { freeOperation, operation } from '../../operation.ts';
import {
  ads,
  type Cutout,
  credit,
  history,
  type LufffClient,
  login,
  loginWithUnikey,
  oneAd,
  type Payer,
  removeBackground,
  sendCode,
  signIns,
} from './calls.ts';
import * as p from './parameters.ts';
import { lufff } from './vendor.ts';

const account: Scheme = { kind: 'basic', fields: ['customer_id', 'token'] };
const uuid: Scheme = { kind: 'bearer', field: 'uuid', description: 'a uuid' };

const cutout = lufff.endpoints.rmPicBg.request.entries;
const { img_url, ...idPhoto } = lufff.endpoints.certificatePhotoWithUnikey.request.entries;
const share_id = v.optional(p.shareId);
const optionalText = v.optional(v.string());

export interface LufffIds {
  /** URLs of the results by their fields. Lufff has no task IDs, so these are all that leads to them. */
  readonly [field: string]: string;
}

/** Lufff's answer to the call that charges has the URLs already. */
const finished = async (_client: LufffClient, ids: LufffIds) => ({
  files: Object.entries(ids).map(([field, url]) => ({ field, url })),
});

/** Whose credits a call takes: those that the client has, or that its host adds. */
export function payerOf({ connection: { credentials, scheme } }: LufffClient, isLater = false): Payer {
  const isUuid = credentials ? !('token' in credentials) : scheme === 'uuid';
  if (!isUuid) return 'account';
  return isLater || (credentials && 'unikey' in credentials) ? 'unikey' : 'uuid';
}

const removal = operation({
  name: 'remove-background',
  vendor: lufff,
  summary: 'Remove the background of the image at a public URL; Lufff takes no files',
  credentials: [account, uuid],
  input: v.strictObject({
    image_url: cutout.img_url,
    pic_type: cutout.pic_type,
    rectangles: cutout.rectangles,
    unikey: v.optional(described('Use the later endpoint for a uuid, called unikey', v.boolean()), false),
  }),
  output: filesOutput,
  cost: { credits: 1, per: 'call' },
  start: async (client, { image_url, unikey, ...settings }): Promise<LufffIds> => ({
    image: await removeBackground(client, payerOf(client, unikey), { ...settings, img_url: image_url }),
  }),
  finish: finished,
});

const makeIdPhoto = operation({
  name: 'make-id-photo',
  vendor: lufff,
  summary: 'Make an ID photo, and a sheet of them to print, of the image at a public URL (extension)',
  credentials: [uuid],
  input: v.strictObject({ image_url: img_url, ...idPhoto }),
  output: filesOutput,
  cost: { credits: 1, per: 'call', isAssumed: true },
  async start(client, { image_url, ...settings }): Promise<LufffIds> {
    const made = await client.certificatePhotoWithUnikey({ ...settings, img_url: image_url });
    return { image: made.cer_img_url, sheet: made.layout_img_url };
  },
  finish: finished,
});

const listHistory = freeOperation({
  name: 'history',
  vendor: lufff,
  summary: 'List the images whose background was removed with an account',
  credentials: [account],
  input: v.strictObject({
    limit: v.optional(described('How many to list', v.pipe(v.number(), v.integer(), v.minValue(1))), 50),
  }),
  output: v.object({
    cutouts: v.array(
      v.object({
        id: v.number(),
        imageUrl: optionalText,
        resultUrl: optionalText,
        remark: optionalText,
        createdAt: optionalText,
      }),
    ),
  }),
  async read(client, { limit = 50 }) {
    const cutouts: Cutout[] = await history(client, { limit });
    return { cutouts };
  },
});

const readCredit = freeOperation({
  name: 'credit',
  vendor: lufff,
  summary: 'Read how many credits a uuid or a telephone number has left',
  credentials: [uuid, { kind: 'form', fields: ['phone'] }],
  input: v.strictObject({ phone: v.optional(p.phone) }),
  output: v.object({ credit: v.number() }),
  read: async (client, { phone }) => ({
    credit: await credit(client, phone === undefined ? 'uuid' : { phone }),
  }),
});

const code = freeOperation({
  name: 'send-code',
  vendor: lufff,
  summary: 'Send a code by SMS',
  credentials: [],
  input: v.strictObject({ phone: p.phone }),
  output: v.object({ sent: v.literal(true) }),
  async read(client, { phone }) {
    await sendCode(client, phone);
    return { sent: true as const };
  },
});

const loggedIn = v.object({ customer_id: v.string(), token: v.string(), credit: v.number() });
const toOutput = ({ credentials, credit }: Awaited<ReturnType<typeof login>>) => ({
  customer_id: String(credentials.customer_id),
  token: credentials.token,
  credit,
});

const logIn = freeOperation({
  name: 'login',
  vendor: lufff,
  summary: 'Log in with the code from the SMS, and get the credentials for the other calls',
  credentials: [],
  input: v.strictObject({ phone: p.phone, vcode: p.vcode, share_id }),
  output: loggedIn,
  read: async (client, input) => toOutput(await login(client, input)),
});

const logInWithUuid = freeOperation({
  name: 'login-with-uuid',
  vendor: lufff,
  summary: 'Log in with a uuid, and get the credentials of its account (extension)',
  credentials: [uuid],
  input: v.strictObject({ share_id }),
  output: loggedIn,
  read: async (client, { share_id }) => toOutput(await loginWithUnikey(client, share_id)),
});

const ad = v.object({ id: v.number(), pictureUrl: optionalText, linkUrl: optionalText });

const getAd = freeOperation({
  name: 'ad',
  vendor: lufff,
  summary: 'Get one advertisement',
  credentials: [],
  input: v.strictObject({}),
  output: v.object({ ad: v.optional(ad) }),
  read: async (client) => ({ ad: await oneAd(client) }),
});

const listAds = freeOperation({
  name: 'ads',
  vendor: lufff,
  summary: 'List all advertisements (extension)',
  credentials: [],
  input: v.strictObject({}),
  output: v.object({ ads: v.array(ad) }),
  read: async (client) => ({ ads: await ads(client) }),
});

const signIn = freeOperation({
  name: 'sign-in',
  vendor: lufff,
  summary: 'Sign an account in for today, which gives credits (extension)',
  credentials: [account],
  input: v.strictObject({}),
  output: v.object({ credit: v.number() }),
  read: async (client) => ({ credit: (await client.customerSignIn({})).credit }),
});

const listSignIns = freeOperation({
  name: 'sign-ins',
  vendor: lufff,
  summary: 'List the days on which an account signed in (extension)',
  credentials: [account],
  input: v.strictObject({}),
  output: v.object({
    signIns: v.array(
      v.object({ id: v.number(), credit: v.number(), remark: optionalText, createdAt: optionalText }),
    ),
  }),
  read: async (client) => ({ signIns: await signIns(client) }),
});

const signInReward = freeOperation({
  name: 'sign-in-reward',
  vendor: lufff,
  summary: 'Read how many credits signing in each day gives (extension)',
  credentials: [],
  input: v.strictObject({}),
  output: v.object({ reward: v.number() }),
  read: async (client) => ({ reward: (await client.getSignInReward({})).sign_in_reward }),
});

export const operations = {
  removeBackground: removal,
  makeIdPhoto,
  history: listHistory,
  credit: readCredit,
  sendCode: code,
  login: logIn,
  loginWithUuid: logInWithUuid,
  ad: getAd,
  ads: listAds,
  signIn,
  signIns: listSignIns,
  signInReward,
};
