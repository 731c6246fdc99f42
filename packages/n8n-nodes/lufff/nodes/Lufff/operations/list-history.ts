import { history } from '@api-repack/core/lufff';
import { booleanOf, commonOptions, optionsField, refuse, withInput } from '@api-repack/n8n-kit';
import { accountOf, type LufffItem, type LufffOperation, loginOptions } from '../account';
import { defined } from '../json';

function limitOf(item: LufffItem): number {
  const limit = Number(item.parameter<unknown>('limit', 50));
  if (Number.isInteger(limit) && limit >= 1) return limit;
  throw refuse(item, "'Limit' is not a number of results", 'Enter a whole number from 1');
}

export const listHistory: LufffOperation = {
  fields: [
    {
      displayName: 'Return All',
      name: 'returnAll',
      type: 'boolean',
      default: false,
      description: 'Whether to return all results or only up to a given limit',
    },
    {
      displayName: 'Limit',
      name: 'limit',
      type: 'number',
      typeOptions: { minValue: 1 },
      default: 50,
      displayOptions: { show: { returnAll: [false] } },
      description: 'Max number of results to return',
    },
    optionsField(commonOptions, loginOptions),
  ],

  plan: (item) => [
    async () => {
      const client = await accountOf(item);
      const limit = booleanOf(item, 'returnAll', false) ? undefined : limitOf(item);
      const rows = await history(client, { limit, pageSize: Math.min(limit ?? 50, 50) });
      return rows.map((row) => withInput(item, defined({ ...row })));
    },
  ],
};
