import type { Client } from '@api-repack/core';
import { credit, login, lufff, removeBackground, sendCode } from '@api-repack/core/lufff';
import type { FaultEffect } from '@api-repack/mock-vendors';
import { expect, it } from 'vitest';
import { stateSlot } from '../../src/vendors/lufff/state.ts';
import { type Adapter, openPort } from '../helpers/adapters.ts';
import { account, img_url, openPictures, phone } from '../helpers/lufff.ts';

type LufffClient = Client<typeof lufff>;

const cutOut = (client: LufffClient, url = img_url) => removeBackground(client, 'account', { img_url: url });

/** What a user may do wrong, and what the vendor's answer tells them. */
const mistakes: Readonly<
  Record<string, readonly [(client: LufffClient, adapter: Adapter) => Promise<unknown>, RegExp]>
> = {
  'a wrong code': [(client) => login(client, { phone, vcode: '0000' }), /vcode is wrong or expired/],
  'a code that was used': [
    async (client) => {
      await sendCode(client, phone);
      await login(client, { phone, vcode: '1234' });
      return login(client, { phone, vcode: '1234' });
    },
    /vcode is wrong or expired/,
  ],
  'a wrong token': [
    (_, adapter) => cutOut(adapter.connect(lufff, { ...account, token: 'wrong' })),
    /token is invalid.*log in again/s,
  ],
  'no credits': [
    (client, { world }) => {
      Object.assign(world.stateOf(stateSlot).customers.get(100001) ?? {}, { credit: 0 });
      return cutOut(client);
    },
    /credit is not enough/,
  ],
  'an unknown phone number': [(client) => credit(client, { phone: '13900139000' }), /user not found/],
  'an image that is not there': [
    async (client) => cutOut(client, `${await openPictures()}/gone.jpg`),
    /can not be downloaded or decoded: HTTP 404/,
  ],
  'a file that is no image': [
    async (client) => cutOut(client, `${await openPictures()}/text.jpg`),
    /can not be downloaded or decoded: it is no image/,
  ],
  'an image at a private address': [
    (client) => cutOut(client, 'http://192.168.1.10/cat.jpg'),
    /can not be downloaded or decoded: the address is private/,
  ],
};

it.each(Object.entries(mistakes))(
  'passes on what Lufff says to %s, and is not charged',
  async (_, mistake) => {
    const [make, says] = mistake;
    const adapter = await openPort();
    const client = adapter.connect(lufff, account);
    const error = await make(client, adapter).then(String, (caught) => caught);
    expect(error).toMatchObject({ name: 'VendorError', kind: 'refused' });
    expect(`${error.message}\n${error.context.hint}`).toMatch(says);
    expect(adapter.world.ledger.entries).toEqual([]);
  },
);

const oddities: Readonly<Record<string, readonly [body: string, kind: string]>> = {
  'without data': ['{"status":0,"msg":""}', 'protocol'],
  'whose data is null': ['{"status":0,"msg":"","data":null}', 'protocol'],
  'whose status is a text': ['{"status":"3","msg":"credit is not enough"}', 'refused'],
  'that is a page': ['<h1>Server Error</h1>', 'protocol'],
};

it.each(Object.entries(oddities))('understands an answer %s, and asks once', async (_, [body, kind]) => {
  const adapter = await openPort();
  const effect: FaultEffect = { response: { status: 200, body } };
  adapter.world.faults.add({ vendor: 'lufff', effect });
  await expect(cutOut(adapter.connect(lufff, account))).rejects.toMatchObject({ kind });
  expect(adapter.world.journal.entries).toHaveLength(1);
});
