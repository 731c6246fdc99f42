import type { InferOutput } from 'valibot';
import type { Client } from '../../client.ts';
import type { Input, Output } from '../../vendor.ts';
import type { ad, cutoutRow } from './answers.ts';
import type { LufffAccount } from './authenticate.ts';
import type * as endpoints from './endpoints.ts';
import type { lufff } from './vendor.ts';

export type LufffClient = Client<typeof lufff>;

/** Whose credits are used. `unikey` is the later name of `uuid`, and leads to the later endpoint. */
export type Payer = 'account' | 'uuid' | 'unikey';

export type Picture = Input<typeof endpoints.rmPicBg>;

export interface Login {
  readonly credentials: LufffAccount;
  readonly phone?: string | undefined;
  readonly nickname?: string | undefined;
  readonly credit: number;
  readonly inviteCode?: string | undefined;
  readonly createdAt?: string | undefined;
}

export interface Cutout {
  readonly id: number;
  readonly imageUrl?: string | undefined;
  readonly resultUrl?: string | undefined;
  readonly remark?: string | undefined;
  readonly createdAt?: string | undefined;
}

export async function sendCode(client: LufffClient, phone: string): Promise<void> {
  await client.sendSmsVcode({ phone });
}

/** Uses up the code. The lifetime of the token is not documented. */
export async function login(
  client: LufffClient,
  input: Input<typeof endpoints.loginWithPhoneAndVcode>,
): Promise<Login> {
  return toLogin(await client.loginWithPhoneAndVcode(input));
}

/** An extension. The answer's token is of use where an account's credentials are. */
export async function loginWithUnikey(client: LufffClient, shareId?: string): Promise<Login> {
  return toLogin(await client.loginWithUnikey({ share_id: shareId }));
}

/** Resolves to the URL of a PNG. Charges. */
export async function removeBackground(client: LufffClient, payer: Payer, picture: Picture): Promise<string> {
  return (await cutOut[payer](client, picture)).rm_bg_pic_url;
}

const cutOut = {
  account: (client: LufffClient, picture: Picture) => client.rmPicBg(picture),
  uuid: (client: LufffClient, picture: Picture) => client.rmPicBgWithUuid(picture),
  unikey: (client: LufffClient, picture: Picture) => client.rmPicBgWithUnikey(picture),
};

export interface Paging {
  /** How many rows to read; all if left out. */
  readonly limit?: number | undefined;
  readonly pageSize?: number;
}

/**
 * What an account had cut out, in Lufff's order. Reads pages until it has `total_count` rows or a page brings nothing
 * new: in the company's sister APIs, the answer's `size` is the number of rows and not what was asked for.
 */
export async function history(
  client: LufffClient,
  { limit = Number.POSITIVE_INFINITY, pageSize = 50 }: Paging = {},
): Promise<Cutout[]> {
  // By id: a cut-out made in the meantime moves rows to the next page.
  const rows = new Map<number, Cutout>();
  for (let page = 1; rows.size < limit; page++) {
    const { list, total_count } = await client.getRmBgList({ page, size: pageSize });
    const before = rows.size;
    for (const row of list) rows.set(row.id, toCutout(row));
    if (rows.size === before || rows.size >= (total_count ?? Number.POSITIVE_INFINITY)) break;
  }
  return [...rows.values()].slice(0, limit);
}

/** Credits left, of the client's uuid or of a phone number; the latter needs no credentials. */
export async function credit(client: LufffClient, of: { readonly phone: string } | 'uuid'): Promise<number> {
  const { credit } = await (of === 'uuid'
    ? client.getLeftCreditByUnikey({})
    : client.getLeftCreditByPhone(of));
  return credit;
}

export interface Ad {
  readonly id: number;
  readonly pictureUrl?: string | undefined;
  readonly linkUrl?: string | undefined;
}

/** Undefined if there is none. The texts are not always URLs. */
export async function oneAd(client: LufffClient): Promise<Ad | undefined> {
  const { ad } = await client.getOneAd({});
  return ad ? toAd(ad) : undefined;
}

/** An extension. */
export async function ads(client: LufffClient): Promise<Ad[]> {
  return (await client.getAdList({})).list.map(toAd);
}

export interface SignIn {
  readonly id: number;
  readonly credit: number;
  readonly remark?: string | undefined;
  readonly createdAt?: string | undefined;
}

/** An extension. */
export async function signIns(client: LufffClient): Promise<SignIn[]> {
  const { list } = await client.getCustomerSignInList({});
  return list.map(({ id, credit, remark, created_at }) => ({
    id,
    credit,
    remark: remark ?? undefined,
    createdAt: toInstant(created_at),
  }));
}

function toLogin(customer: Output<typeof endpoints.loginWithPhoneAndVcode>): Login {
  const { id, token, phone, nickname, credit, invite_code, created_at } = customer;
  return {
    credentials: { customer_id: String(id), token },
    phone: phone ?? undefined,
    nickname: nickname ?? undefined,
    credit,
    inviteCode: invite_code ?? undefined,
    createdAt: toInstant(created_at),
  };
}

const toAd = ({ id, pic_url, link_url }: InferOutput<typeof ad>): Ad => ({
  id,
  pictureUrl: pic_url ?? undefined,
  linkUrl: link_url ?? undefined,
});

const toCutout = (row: InferOutput<typeof cutoutRow>): Cutout => ({
  id: row.id,
  imageUrl: row.img_url ?? undefined,
  resultUrl: row.rmbg_img_url ?? undefined,
  remark: row.remark ?? undefined,
  createdAt: toInstant(row.created_at),
});

/** Lufff's times name no zone; a result's name, which holds Unix time, shows that they are China's. */
function toInstant(text: string | null | undefined): string | undefined {
  return text ? `${text.replace(' ', 'T')}+08:00` : undefined;
}
