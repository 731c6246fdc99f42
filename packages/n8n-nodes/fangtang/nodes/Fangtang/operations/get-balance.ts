import { balance } from '@api-repack/core/fangtang';
import { optionsField, withInput } from '@api-repack/n8n-kit';
import { commonOptions, type FangtangOperation } from '../settings';

export const getBalance: FangtangOperation = {
  fields: [optionsField(commonOptions)],
  plan: (item) => [async () => [withInput(item, { ...(await balance(item.client)) })]],
};
