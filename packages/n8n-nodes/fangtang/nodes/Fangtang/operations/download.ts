import { resultUrl } from '@api-repack/core/fangtang';
import { optionsField, outputFields, toOutput } from '@api-repack/n8n-kit';
import { apiField, apiOf, commonOptions, type FangtangOperation, idsField, idsOf } from '../settings';

export const download: FangtangOperation = {
  fields: [apiField, idsField, ...outputFields, optionsField(commonOptions)],

  plan: (item) =>
    idsOf(item).map((id) => async () => {
      const url = await item.fetch(() => resultUrl(item.client, apiOf(item), id));
      return [
        await toOutput(item, {
          json: { id, state: 'done' },
          url,
          name: id,
          ids: { api: apiOf(item), mdf: id },
        }),
      ];
    }),
};
