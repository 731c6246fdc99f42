import { inputFields, optionsField, outputFields } from '@api-repack/n8n-kit';
import { results, submit } from '../pictures';
import { type FangtangOperation, settingsFields, v2Options, waitingOptions } from '../settings';
import { requestOption, submissionsOf } from './upload';

export const restore: FangtangOperation = {
  fields: [
    ...inputFields,
    ...settingsFields,
    ...outputFields,
    optionsField(waitingOptions, v2Options, [requestOption]),
  ],

  plan: (item) =>
    submissionsOf(item).map(
      (submission) => () => submit(item, submission, (submitted) => results(item, submitted)),
    ),
};
