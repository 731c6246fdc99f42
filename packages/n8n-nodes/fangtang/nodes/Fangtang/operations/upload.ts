import { inputFields, optionsField, sourcesOf, withInput } from '@api-repack/n8n-kit';
import type { INodeProperties } from 'n8n-workflow';
import { type Submission, submit } from '../pictures';
import {
  commonOptions,
  type FangtangItem,
  type FangtangOperation,
  settingsFields,
  settingsOf,
  v2Options,
} from '../settings';

export const requestOption: INodeProperties = {
  displayName: 'Files per Request',
  name: 'filesPerRequest',
  type: 'options',
  default: 'one',
  options: [
    { name: 'All of the Item', value: 'all', description: 'One bad file makes all of them fail. V2 only.' },
    { name: 'One', value: 'one', description: 'Each file has its own result' },
  ],
  description: 'How to send an item that has several files',
};

export const upload: FangtangOperation = {
  fields: [...inputFields, ...settingsFields, optionsField(commonOptions, v2Options, [requestOption])],

  plan: (item) =>
    submissionsOf(item).map(
      (submission) => () =>
        submit(item, submission, async ({ ids, names, expiresAt }) =>
          ids.map((id, index) =>
            withInput(item, { id, state: 'processing', fileName: names[index], expiresAt }),
          ),
        ),
    ),
};

/** One for each file of the item, unless the user wants them in one request. */
export function submissionsOf(item: FangtangItem): Submission[] {
  const settings = settingsOf(item);
  const sources = sourcesOf(item);
  const together = settings.api === 'v2' && item.parameter('options.filesPerRequest', 'one') === 'all';
  const groups = together ? [sources] : sources.map((source) => [source]);
  return groups.map((group, position) => ({ settings, sources: group, mdf: [], position }));
}
