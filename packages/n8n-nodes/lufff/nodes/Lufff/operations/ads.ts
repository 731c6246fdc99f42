import { ads, oneAd } from '@api-repack/core/lufff';
import { commonOptions, optionsField, withInput } from '@api-repack/n8n-kit';
import type { LufffOperation } from '../account';
import { defined } from '../json';

export const getOneAd: LufffOperation = {
  fields: [optionsField(commonOptions)],
  plan: (item) => [
    async () => {
      const ad = await oneAd(item.client);
      return ad ? [withInput(item, defined({ ...ad }))] : [];
    },
  ],
};

export const listAds: LufffOperation = {
  fields: [optionsField(commonOptions)],
  plan: (item) => [async () => (await ads(item.client)).map((ad) => withInput(item, defined({ ...ad })))],
};
