import { samplePictures } from '../contract/sample-pictures.ts';
import { contentOf, storeObject } from '../vendors/aliyun-oss/index.ts';
import { stateSlot as picwishWebSlot } from '../vendors/picwish-web/state.ts';
import type { World } from '../world/world.ts';
import type { RecordedExchange } from './recorded.ts';

/** A task whose state a response reports, in the vendor's numbers. */
export interface SeenTask {
  readonly id: string;
  readonly state: number;
}

/** What a drift needs to know of a vendor, beside its contract. */
export interface VendorDrift {
  readonly tasksIn?: (exchange: RecordedExchange) => readonly SeenTask[];
  /** State of a task that a call starts and ends at once. */
  readonly endsWith?: (exchange: RecordedExchange) => number | undefined;
  /** Paths of balances, by endpoint. Their changes are compared, not they themselves. */
  readonly balances: Readonly<Record<string, string>>;
  /** Values of the mock for fields that name the customer. */
  readonly aliases?: Readonly<Record<string, string>>;
  /** Accounts of the mock that are charged otherwise than the usual one. */
  readonly plans?: readonly Readonly<Record<string, string>>[];
  /** Settings of the mock's world. */
  readonly settings?: object;
  /** Paths of lists that have an item for each of the request. */
  readonly sameLength?: readonly string[];
  /** Logs in, if credentials come from a login. Resolves to what core's `authenticate` takes. */
  readonly login?: { readonly path: string; readonly token: (json: unknown) => object };
  /** Makes what an earlier upload outside of the recording has made. */
  readonly provide?: (world: World, exchange: RecordedExchange, ids: Map<string, string>) => Promise<void>;
}

interface Row {
  readonly mdf?: string;
  readonly task?: number;
}

const dataOf = ({ response }: RecordedExchange): unknown =>
  (response.json as { data?: unknown } | null)?.data;
const lastSegment = ({ request }: RecordedExchange): string =>
  request.url.split('?', 1)[0]?.split('/').at(-1) ?? '';

function tasksOfFangtang(exchange: RecordedExchange): readonly SeenTask[] {
  const data = dataOf(exchange) as { mdfs?: readonly Row[]; status?: number } | undefined;
  if (exchange.endpoint === 'status')
    return (data?.mdfs ?? []).flatMap(({ mdf, task }) =>
      mdf === undefined || task === undefined ? [] : [{ id: mdf, state: task }],
    );
  const [id] = exchange.request.fields?.mdf ?? [];
  if (exchange.endpoint !== 'photoStatus' || id === undefined) return [];
  // v1 has no state for a task that failed, but an error.
  const { errno } = exchange.response.json as { errno?: number };
  if (errno === 9009) return [{ id, state: 2010 }];
  return data?.status === undefined ? [] : [{ id, state: data.status }];
}

function tasksOfPicwish(exchange: RecordedExchange): readonly SeenTask[] {
  const { task_id, state } = (dataOf(exchange) ?? {}) as { task_id?: string; state?: number };
  const id = task_id ?? lastSegment(exchange);
  return exchange.endpoint.startsWith('read') && typeof state === 'number' ? [{ id, state }] : [];
}

/** A call with `sync` answers with the whole task. */
function endOfPicwish(exchange: RecordedExchange): number | undefined {
  const { state } = (dataOf(exchange) ?? {}) as { state?: number };
  return exchange.endpoint.startsWith('create') ? state : undefined;
}

const resourceFields = ['source_resource_id', 'source_resource_ids'];

/** Files reach an account by way of OSS, which is another host. */
async function provideResources(
  world: World,
  { request }: RecordedExchange,
  ids: Map<string, string>,
): Promise<void> {
  const json = (request.json ?? {}) as Readonly<Record<string, unknown>>;
  for (const name of resourceFields)
    for (const id of [json[name] ?? []].flat())
      if (typeof id === 'string' && !ids.has(id)) {
        const key = `recorded/${id}.png`;
        const content = await contentOf(Buffer.from(await samplePictures.png.arrayBuffer()));
        storeObject(world, { bucket: 'picwishsz', key, type: 'image/png', content });
        const resource = { id, key, bucket: 'picwishsz', userId: '10001', filename: 'picture.png' };
        world.stateOf(picwishWebSlot).resources.set(id, resource);
        ids.set(id, id);
      }
}

export const drifts: Readonly<Record<string, VendorDrift>> = {
  fangtang: {
    tasksIn: tasksOfFangtang,
    balances: { nums: 'data.nums' },
    plans: [{ third_code: 'hili-download', secret_key: 'hiliad' }],
    sameLength: ['data.mdfs', 'data.mdf'],
  },
  picwish: {
    tasksIn: tasksOfPicwish,
    endsWith: endOfPicwish,
    balances: { credits: 'data[].remaining_credits' },
    settings: { qps: 0 },
  },
  'picwish-web': {
    tasksIn: tasksOfPicwish,
    balances: {},
    login: {
      path: '/base/passport/v2/login/telephone',
      token: (json) => ({ token: (json as { data: { api_token: string } }).data.api_token }),
    },
    provide: provideResources,
  },
  lufff: {
    balances: { getLeftCreditByPhone: 'data.credit', getLeftCreditByUnikey: 'data.credit' },
    aliases: { unikey: 'uuid' },
  },
};
