import { inputFields, optionsField, sourcesOf, withInput } from '@api-repack/n8n-kit';
import type { INodeProperties } from 'n8n-workflow';
import { type Submission, workOf } from '../pictures';
import {
  checkSettings,
  commonOptions,
  type FangtangItem,
  type FangtangOperation,
  price,
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
  fields: [price, ...inputFields, ...settingsFields, optionsField(commonOptions, v2Options, [requestOption])],

  plan: async (item) =>
    (await submissionsOf(item)).map((submission) =>
      workOf(item, submission, async ({ ids, names, expiresAt }) =>
        ids.map((id, index) =>
          withInput(item, { id, state: 'processing', sourceFileName: names[index], expiresAt }),
        ),
      ),
    ),
};

/** One for each file of the item, unless the user wants them in one request. */
export async function submissionsOf(item: FangtangItem): Promise<Submission[]> {
  const settings = settingsOf(item);
  checkSettings(item, settings);
  const sources = await sourcesOf(item);
  const together = settings.api === 'v2' && item.parameter('options.filesPerRequest', 'one') === 'all';
  const groups = together ? [sources] : sources.map((source) => [source]);
  return groups.map((group, position) => ({ settings, sources: group, mdf: [], position }));
}
