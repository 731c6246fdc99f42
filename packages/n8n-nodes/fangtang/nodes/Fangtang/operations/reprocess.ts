import {
  booleanOf,
  fieldsOf,
  optionsField,
  outputFields,
  refuse,
  type Source,
  withInput,
} from '@api-repack/n8n-kit';
import type { INodeProperties } from 'n8n-workflow';
import { results, workOf } from '../pictures';
import {
  checkSettings,
  type FangtangItem,
  type FangtangOperation,
  idsField,
  idsOf,
  price,
  settingsOf,
  v2Fields,
  v2Options,
  waitingOptions,
} from '../settings';

const waitField: INodeProperties = {
  displayName: 'Wait for Result',
  name: 'wait',
  type: 'boolean',
  default: true,
  description: 'Whether to wait for the result. Otherwise only the new ID is returned.',
};

const originalOption: INodeProperties = {
  displayName: 'Original File Field',
  name: 'originalField',
  type: 'string',
  default: '',
  placeholder: 'e.g. data',
  description:
    "Name of the field that holds the original file, to send it along as Fangtang's own web page does. One name for each ID.",
};

const whenWaiting = (field: INodeProperties): INodeProperties => ({
  ...field,
  displayOptions: { show: { ...field.displayOptions?.show, wait: [true] } },
});

export const reprocess: FangtangOperation = {
  fields: [
    price,
    idsField,
    ...v2Fields,
    waitField,
    ...outputFields.map(whenWaiting),
    optionsField(waitingOptions, v2Options, [originalOption]),
  ],

  async plan(item) {
    const settings = settingsOf(item);
    checkSettings(item, settings);
    const originals = await originalsOf(item);
    const waits = booleanOf(item, 'wait', true);
    return idsOf(item).map((id, position) => {
      const submission = { settings, sources: originals.slice(position, position + 1), mdf: [id], position };
      return workOf(item, submission, async (submitted) => {
        if (waits) return results(item, submitted);
        const { ids, expiresAt } = submitted;
        return ids.map((newId) =>
          withInput(item, { id: newId, earlierId: id, state: 'processing', expiresAt }),
        );
      });
    });
  },
};

async function originalsOf(item: FangtangItem): Promise<Source[]> {
  const names = item.parameter<unknown>('options.originalField', '');
  if (names === '') return [];
  const originals = await fieldsOf(item, names);
  const ids = idsOf(item);
  if (originals.length === ids.length) return originals;
  throw refuse(
    item,
    `${ids.length} ids, but ${originals.length} original files`,
    'Name one field for each id',
  );
}
