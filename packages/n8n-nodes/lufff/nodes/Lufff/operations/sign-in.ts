import { signIns } from '@api-repack/core/lufff';
import { commonOptions, optionsField, withInput } from '@api-repack/n8n-kit';
import { accountOf, type LufffOperation, loginOptions } from '../account';
import { defined } from '../json';

export const signIn: LufffOperation = {
  fields: [optionsField(commonOptions, loginOptions)],
  plan: (item) => [
    async () => {
      const client = await accountOf(item);
      const { credit } = await client.customerSignIn({});
      return [withInput(item, { credit })];
    },
  ],
};

export const listSignIns: LufffOperation = {
  fields: [optionsField(commonOptions, loginOptions)],
  plan: (item) => [
    async () => {
      const client = await accountOf(item);
      return (await signIns(client)).map((row) => withInput(item, defined({ ...row })));
    },
  ],
};

export const getSignInReward: LufffOperation = {
  fields: [optionsField(commonOptions)],
  plan: (item) => [
    async () => {
      const { sign_in_reward } = await item.client.getSignInReward({});
      return [withInput(item, { reward: sign_in_reward })];
    },
  ],
};
