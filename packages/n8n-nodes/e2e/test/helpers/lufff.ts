import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { mockVendors, serve, type World, type WorldOptions } from '@api-repack/mock-vendors';
import { type Engine, type Execution, type Finished, startEngine } from '@api-repack/n8n-e2e';
import type { IDataObject, INode, INodeExecutionData } from 'n8n-workflow';
import { onTestFinished } from 'vitest';

const folderOf = (name: string) => dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));

export const packageFolder = folderOf('n8n-nodes-lufff');

export const phone = '13800138000';
/** Must appear nowhere but in the credential. */
export const token = '0c1d2e3f-1111-4222-8333-abcdefabcdef';
export const secret = 'sesame-open-0815';

interface RunOptions {
  /** Parameters of the Lufff node. */
  readonly parameters: IDataObject;
  readonly items?: INodeExecutionData[];
  /** Settings of the node, for example `onError`. */
  readonly node?: Partial<INode>;
  readonly account?: IDataObject;
}

/** Mock Lufff and Aliyun OSS on ports, and the engine to run the node in, and the one that gives files a URL. */
export interface LufffLab {
  readonly engine: Engine;
  readonly world: World;
  readonly account: { credit: number };
  /** The account's history, oldest first. */
  readonly cutouts: object[];
  readonly credentials: Readonly<Record<'lufffAccountApi' | 'lufffUuidApi' | 'aliyunOssApi', IDataObject>>;
  start(options: RunOptions): Execution;
  run(options: RunOptions): Promise<Finished>;
  /** The endpoints that were called, in order. */
  calls(vendor?: string): string[];
  /** Resolves when an endpoint has been called. */
  called(endpoint: string): Promise<void>;
}

interface State {
  readonly tokens: Map<string, object>;
  readonly customers: Map<number, { credit: number }>;
  readonly cutouts: object[];
}

export async function startLufff(settings: IDataObject = {}, options: WorldOptions = {}): Promise<LufffLab> {
  const engine = await startEngine({ packages: [packageFolder, folderOf('n8n-nodes-aliyun-oss')] });
  const vendors = mockVendors.filter(({ name }) => name === 'lufff' || name === 'aliyun-oss');
  const { world, origins, close } = await serve({ settings: { lufff: settings }, ...options, vendors });
  onTestFinished(close);
  const lufff = vendors.find(({ name }) => name === 'lufff');
  if (!lufff) throw new Error('there is no mock Lufff');
  const state = world.stateOf(lufff) as State;
  state.tokens.set(token, { customerId: 100001, expiresAt: Number.POSITIVE_INFINITY });
  const baseUrl = origins.lufff as string;
  const credentials = {
    lufffAccountApi: { phone, customerId: '100001', token, baseUrl },
    lufffUuidApi: { secret, baseUrl },
    aliyunOssApi: {
      bucket: 'mock-bucket',
      endpoint: origins['aliyun-oss'] as string,
      accessKeyId: 'mock-oss-key',
      accessKeySecret: 'mock-oss-secret',
    },
  };
  const start = ({ account, ...run }: RunOptions) =>
    engine.run({
      workflow: workflowOf(run),
      input: run.items ?? [{ json: {} }],
      credentials: {
        ...credentials,
        lufffAccountApi: { ...credentials.lufffAccountApi, ...account },
      } as never,
    });
  return {
    engine,
    world,
    account: state.customers.get(100001) as { credit: number },
    cutouts: state.cutouts,
    credentials,
    start,
    run: (run) => start(run).finished,
    calls: (vendor = 'lufff') =>
      world.journal.entries.filter((entry) => entry.vendor === vendor).map(({ endpoint }) => endpoint),
    called: (endpoint) =>
      new Promise((resolve) => {
        onTestFinished(world.journal.listen((entry) => void (entry.endpoint === endpoint && resolve())));
      }),
  };
}

function workflowOf({ parameters, node = {} }: RunOptions) {
  const place = { typeVersion: 1, position: [0, 0] as [number, number] };
  const stored = (name: string) => ({ id: name, name });
  const nodes: INode[] = [
    { ...place, id: '1', name: 'Start', type: 'n8n-nodes-base.manualTrigger', parameters: {} },
    {
      ...place,
      id: '2',
      name: 'Lufff',
      type: 'n8n-nodes-lufff.lufff',
      parameters: { resource: 'image', operation: 'removeBackground', ...parameters } as INode['parameters'],
      credentials: {
        lufffAccountApi: stored('account'),
        lufffUuidApi: stored('uuid'),
      },
      ...node,
    },
    { ...place, id: '3', name: 'After', type: 'n8n-nodes-base.noOp', parameters: {} },
  ];
  const to = (name: string) => ({ main: [[{ node: name, type: 'main' as const, index: 0 }]] });
  return { nodes, connections: { Start: to('Lufff'), Lufff: to('After') } };
}
