import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { mockVendors, serve, type World, type WorldOptions } from '@api-repack/mock-vendors';
import {
  type Engine,
  type EngineOptions,
  type Execution,
  type Finished,
  startEngine,
} from '@api-repack/n8n-e2e';
import type {
  IDataObject,
  INode,
  INodeExecutionData,
  IRunExecutionData,
  IWorkflowSettings,
} from 'n8n-workflow';
import { onTestFinished } from 'vitest';
import { picture } from './pictures.ts';

export const packageFolder = dirname(
  createRequire(import.meta.url).resolve('n8n-nodes-fangtang/package.json'),
);

/** Must appear nowhere but in the credential. */
export const secretKey = 'sesame-open-0815';

export interface RunOptions {
  /** Parameters of the Fangtang node; by default it restores quickly. */
  readonly parameters?: IDataObject & { options?: IDataObject };
  readonly items?: INodeExecutionData[];
  /** Settings of the node, for example `onError`. */
  readonly node?: Partial<INode>;
  readonly settings?: IWorkflowSettings;
  readonly credentials?: IDataObject;
  readonly retry?: IRunExecutionData;
  readonly onMessage?: (message: unknown) => void;
}

/** A mock Fangtang on a port with a channel of its own, and the engine to run its node in. */
export interface FangtangLab {
  readonly engine: Engine;
  readonly world: World;
  readonly channel: { left: number; billing: 'upload' | 'download' };
  readonly origin: string;
  readonly credentials: { thirdCode: string; secretKey: string; baseUrl: string };
  start(options?: RunOptions): Execution;
  run(options?: RunOptions): Promise<Finished>;
  /** How often an endpoint was called. */
  calls(endpoint: string): number;
  /** Resolves when an endpoint has been called so often. */
  called(endpoint: string, times?: number): Promise<void>;
}

interface State {
  readonly channels: Map<string, object>;
}

export async function startFangtang(
  options: WorldOptions = {},
  { packages = [packageFolder], binaryMode = 'default' }: Partial<EngineOptions> = {},
): Promise<FangtangLab> {
  const engine = await startEngine({ packages, binaryMode });
  const mock = mockVendors.find(({ name }) => name === 'fangtang');
  if (!mock) throw new Error('there is no mock Fangtang');
  const { world, origins, close } = await serve({
    taskTiming: { mode: 'immediate' },
    ...options,
    vendors: [mock],
  });
  onTestFinished(close);
  const channel = { third_code: 'shop', secret_key: secretKey, billing: 'upload' as const, left: 50 };
  (world.stateOf(mock) as State).channels.set('shop', channel);
  const origin = origins.fangtang as string;
  const credentials = { thirdCode: 'shop', secretKey, baseUrl: origin };
  const calls = (endpoint: string) =>
    world.journal.entries.filter((entry) => entry.endpoint === endpoint).length;
  const start = (run: RunOptions = {}) =>
    engine.run({
      workflow: workflowOf(run),
      input: run.items ?? [photo(10)],
      credentials: { fangtangApi: { ...credentials, ...run.credentials } as never },
      ...(run.retry && { retry: run.retry }),
      ...(run.onMessage && { onMessage: run.onMessage }),
    });
  return {
    engine,
    world,
    channel,
    origin,
    credentials,
    start,
    run: (run) => start(run).finished,
    calls,
    called: (endpoint, times = 1) =>
      new Promise((resolve) => {
        const check = () => calls(endpoint) >= times && resolve();
        onTestFinished(world.journal.listen(check));
        check();
      }),
  };
}

export function workflowOf({ parameters = {}, node = {}, settings = {} }: RunOptions) {
  const { options, ...rest } = parameters;
  const place = { typeVersion: 1, position: [0, 0] as [number, number] };
  const nodes: INode[] = [
    { ...place, id: '1', name: 'Start', type: 'n8n-nodes-base.manualTrigger', parameters: {} },
    {
      ...place,
      id: '2',
      name: 'Fangtang',
      type: 'n8n-nodes-fangtang.fangtang',
      parameters: {
        resource: 'photo',
        operation: 'restore',
        ...rest,
        options: { firstWait: 0, pollInterval: 0.02, ...options },
      },
      credentials: { fangtangApi: { id: '1', name: 'Fangtang' } },
      ...node,
    },
    { ...place, id: '3', name: 'After', type: 'n8n-nodes-base.noOp', parameters: {} },
  ];
  const to = (name: string) => ({ main: [[{ node: name, type: 'main' as const, index: 0 }]] });
  const connections = { Start: to('Fangtang'), Fangtang: to('After') };
  return { nodes, connections, settings };
}

/** An item with a picture in memory, told from others by its width. */
export function photo(width: number, json: IDataObject = {}): INodeExecutionData {
  return { json, binary: { data: inMemory(picture(width), `photo-${width}.png`) } };
}

export function inMemory(bytes: Buffer, fileName: string, mimeType = 'image/png') {
  return { data: bytes.toString('base64'), fileName, mimeType };
}

/** Fangtang looks at the bytes. */
export const notAPicture = {
  json: { name: 'b' },
  binary: { data: inMemory(Buffer.from('hello'), 'hello.png') },
};

/** Run options for a shop that is in trouble. */
export const fault =
  (endpoint: string, effect: object, run: RunOptions = {}) =>
  ({ world }: FangtangLab): RunOptions => {
    world.faults.add({ vendor: 'fangtang', endpoint, effect: effect as never });
    return run;
  };
