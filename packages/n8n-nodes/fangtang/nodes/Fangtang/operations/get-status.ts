import { readTasks } from '@api-repack/core/fangtang';
import { optionsField, withInput } from '@api-repack/n8n-kit';
import { describe } from '../pictures';
import { apiField, apiOf, commonOptions, type FangtangOperation, idsField, idsOf } from '../settings';

export const getStatus: FangtangOperation = {
  fields: [apiField, idsField, optionsField(commonOptions)],

  plan(item) {
    const ids = idsOf(item);
    const read = async () => {
      const tasks = await readTasks(item.client, apiOf(item), ids);
      return tasks.map((task) => withInput(item, describe(task)));
    };
    return [read];
  },
};
