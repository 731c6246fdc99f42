import { credit, type Login, login, loginWithUnikey, sendCode } from '@api-repack/core/lufff';
import { commonOptions, optionsField, withInput } from '@api-repack/n8n-kit';
import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { type LufffOperation, phoneField, phoneOf, usesUuid, uuidOf } from '../account';
import { defined } from '../json';

const inviteOption: INodeProperties = {
  displayName: 'Extension: Invite Code',
  name: 'inviteCode',
  type: 'string',
  default: '',
  description: 'Code of the account that invited this one, four characters',
};

export const sendSmsCode: LufffOperation = {
  fields: [phoneField, optionsField(commonOptions)],
  plan: (item) => [
    async () => {
      const phone = await phoneOf(item);
      await sendCode(item.client, phone);
      return [withInput(item, { phone, sent: true })];
    },
  ],
};

export const logIn: LufffOperation = {
  fields: [
    phoneField,
    {
      displayName: 'SMS Code',
      name: 'smsCode',
      type: 'string',
      required: true,
      default: '',
      placeholder: 'e.g. 1234',
      description: 'The four digits from the SMS. They work once.',
    },
    optionsField(commonOptions, [inviteOption]),
  ],
  plan: (item) => [
    async () => {
      const phone = await phoneOf(item);
      const vcode = String(item.parameter('smsCode', ''));
      const share_id = item.parameter('options.inviteCode', '') || undefined;
      return [withInput(item, toJson(await login(item.client, { phone, vcode, share_id })))];
    },
  ],
};

export const logInWithUuid: LufffOperation = {
  fields: [optionsField(commonOptions, [inviteOption])],
  plan: (item) => [
    async () => {
      const inviteCode = item.parameter('options.inviteCode', '') || undefined;
      return [withInput(item, toJson(await loginWithUnikey(uuidOf(item), inviteCode)))];
    },
  ],
};

export const getCredit: LufffOperation = {
  fields: [
    { ...phoneField, displayOptions: { show: { authentication: ['account'] } } },
    optionsField(commonOptions),
  ],
  plan: (item) => [
    async () => {
      if (usesUuid(item)) return [withInput(item, { credit: await credit(item.client, 'uuid') })];
      const phone = await phoneOf(item);
      return [withInput(item, { phone, credit: await credit(item.client, { phone }) })];
    },
  ],
};

/** The only output that holds a token: what for else does one log in. */
const toJson = ({ credentials, ...account }: Login): IDataObject =>
  defined({ customerId: credentials.customer_id, token: credentials.token, ...account });
