import { openResult } from '@api-repack/core';
import {
  credit,
  history,
  type LufffClient,
  login,
  loginWithUnikey,
  type lufff,
  oneAd,
  removeBackground,
  removeBackgroundOfFile,
  sendCode,
} from '@api-repack/core/lufff';
import { expect } from 'vitest';
import { jpeg } from '../helpers/pictures.ts';
import type { Samples } from '../helpers/samples.ts';

const phone = '13800138000';
const account = { customer_id: '100001', token: '5d0c7a7e-6b1f-4c53-9a0e-2f8b4d61c3e9' };
const img_url = 'https://example.com/cat.jpg';
const idPhoto = {
  img_url,
  bgColor: '#438edb',
  dpi: 150,
  mmWidth: 25,
  mmHeight: 35,
  printBgColor: '255,255,255',
  printMmWidth: 89,
  printMmHeight: 127,
};

const expectPng = async ({ connection }: LufffClient, url: string) =>
  expect(await openResult(connection, url)).toMatchObject({ type: 'image/png' });

export const samples: Samples<typeof lufff> = {
  credentials: { ...account, uuid: 'demo-device-0001' },
  inputs: {
    sendSmsVcode: { phone },
    loginWithPhoneAndVcode: { phone, vcode: '1234' },
    rmPicBg: { img_url },
    rmPicBgWithUuid: { img_url },
    rmPicBgWithUnikey: { img_url },
    getRmBgList: { page: 1, size: 1 },
    getLeftCreditByPhone: { phone },
    getLeftCreditByUnikey: {},
    getOneAd: {},
    loginWithUnikey: {},
    certificatePhotoWithUnikey: idPhoto,
    getSignInReward: {},
    customerSignIn: {},
    getCustomerSignInList: {},
    getAdList: {},
  },
  operations: {
    'logs in with the code from an SMS': async (client) => {
      await sendCode(client, phone);
      expect(await login(client, { phone, vcode: '1234' })).toMatchObject({
        credentials: { customer_id: '100001', token: expect.stringMatching(/^[0-9a-f-]{36}$/) },
        phone,
        credit: expect.any(Number),
      });
    },
    'removes a background for an account, which lists it': async (client) => {
      const before = await credit(client, { phone });
      const url = await removeBackground(client, 'account', { img_url });
      await expectPng(client, url);
      expect(await history(client, { limit: 1 })).toMatchObject([{ imageUrl: img_url, resultUrl: url }]);
      expect(await credit(client, { phone })).toBe(before - 1);
    },
    'removes a background for a uuid, by both its names': async (client) => {
      const before = await credit(client, 'uuid');
      await expectPng(client, await removeBackground(client, 'uuid', { img_url }));
      await expectPng(client, await removeBackground(client, 'unikey', { img_url, pic_type: 'head' }));
      expect(await credit(client, 'uuid')).toBe(before - 2);
      expect(await loginWithUnikey(client)).toMatchObject({ credit: before - 2 });
    },
    'removes the background of a file by way of a bucket': async (client, { origins }) => {
      const grant = {
        accessKeyId: 'mock-oss-key',
        accessKeySecret: 'mock-oss-secret',
        bucket: 'mock-bucket',
        endpoint: origins['aliyun-oss'] as string,
      };
      const { result, leftBehind } = await removeBackgroundOfFile(
        client,
        'account',
        { file: jpeg },
        { grant },
      );
      await expectPng(client, result);
      expect(leftBehind).toBeUndefined();
    },
    'gets advertisements': async (client) => {
      expect(await oneAd(client)).toMatchObject({ id: expect.any(Number) });
      expect((await client.getAdList({})).list.length).toBeGreaterThan(0);
    },
    'makes an ID photo': async (client) => {
      const { cer_img_url, layout_img_url } = await client.certificatePhotoWithUnikey(idPhoto);
      await expectPng(client, cer_img_url);
      await expectPng(client, layout_img_url);
    },
    'signs in for the day': async (client) => {
      const { sign_in_reward } = await client.getSignInReward({});
      const before = await credit(client, { phone });
      expect(await client.customerSignIn({})).toEqual({ credit: before + sign_in_reward });
      const { list } = await client.getCustomerSignInList({});
      expect(list).toMatchObject([{ credit: sign_in_reward }]);
    },
  },
};
