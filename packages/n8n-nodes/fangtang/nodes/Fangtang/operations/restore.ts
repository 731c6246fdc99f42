import { inputFields, optionsField, outputFields } from '@api-repack/n8n-kit';
import { results, workOf } from '../pictures';
import { type FangtangOperation, price, settingsFields, v2Options, waitingOptions } from '../settings';
import { requestOption, submissionsOf } from './upload';

export const restore: FangtangOperation = {
  fields: [
    price,
    ...inputFields,
    ...settingsFields,
    ...outputFields,
    optionsField(waitingOptions, v2Options, [requestOption]),
  ],

  plan: async (item) =>
    (await submissionsOf(item)).map((submission) =>
      workOf(item, submission, (submitted) => results(item, submitted)),
    ),
};
