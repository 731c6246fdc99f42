import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { mockVendors, serve, type World, type WorldOptions } from '@api-repack/mock-vendors';
import {
  type Engine,
  type EngineOptions,
  type Execution,
  type Finished,
  startEngine,
  type Tool,
} from '@api-repack/n8n-e2e';
import type {
  IDataObject,
  INode,
  INodeExecutionData,
  IRunExecutionData,
  IWorkflowSettings,
} from 'n8n-workflow';
import { onTestFinished } from 'vitest';
import { inMemory } from './fangtang.ts';
import { hurry } from './hurry.ts';
import { picture } from './pictures.ts';

export const packageFolder = dirname(
  createRequire(import.meta.url).resolve('n8n-nodes-picwish/package.json'),
);

/** Must appear nowhere but in the credentials. */
export const apiKey = 'sesame-key-0815';
export const password = 'sesame-pass-4711';
const telephone = '13900000001';

export interface RunOptions {
  readonly parameters: IDataObject & { options?: IDataObject };
  readonly items?: INodeExecutionData[];
  /** Settings of the node, for example `onError`. */
  readonly node?: Partial<INode>;
  readonly settings?: IWorkflowSettings;
  /** What is different in the credentials. */
  readonly key?: IDataObject;
  readonly account?: IDataObject;
  readonly retry?: IRunExecutionData;
  /** Where PicWish reaches n8n. */
  readonly origin?: string;
}

/** Mock PicWish and Aliyun OSS on ports, with a key and an account of their own, and the engine to run the node in. */
export interface PicwishLab {
  readonly engine: Engine;
  readonly world: World;
  readonly state: State;
  readonly origins: Readonly<Record<string, string>>;
  readonly credentials: Readonly<Record<'picwishApi' | 'picwishAccountApi', IDataObject>>;
  start(options: RunOptions): Execution;
  run(options: RunOptions): Promise<Finished>;
  /** The node for an agent to call, as often as it likes. */
  asTool(options: RunOptions): Tool;
  /** Goes on with an execution that waits, because PicWish has called or because time is up. */
  resume(options: RunOptions, waiting: { data: IRunExecutionData; called: boolean }): Promise<Finished>;
  /** The endpoints that were called, in order. */
  calls(vendor?: string): string[];
  /** What the latest call of an endpoint sent. */
  sent(endpoint: string): Readonly<Record<string, unknown>> | undefined;
  /** Resolves when an endpoint has been called so often. */
  called(endpoint: string, times?: number): Promise<void>;
}

interface State {
  readonly keys: Map<string, { readonly apiKey: string; remaining: number; used: number }>;
  readonly accounts: Map<string, { readonly telephone: string; readonly password: string }>;
  readonly logins: Map<string, object>;
}

interface Hurry {
  /** How fast time runs for the node. */
  readonly speed: number;
}

export async function startPicwish(
  { settings, ...options }: WorldOptions = {},
  { packages = [packageFolder], binaryMode = 'default', speed = 20 }: Partial<EngineOptions & Hurry> = {},
): Promise<PicwishLab> {
  hurry(speed);
  const engine = await startEngine({ packages, binaryMode });
  const names = ['picwish', 'picwish-web', 'aliyun-oss'];
  const vendors = mockVendors.filter(({ name }) => names.includes(name));
  const { world, origins, close } = await serve({
    taskTiming: { mode: 'immediate' },
    ...options,
    settings: { ...settings, picwish: { qps: 0, ...settings?.picwish } },
    vendors,
  });
  onTestFinished(close);
  const [developer, web] = vendors.map((vendor) => world.stateOf(vendor)) as [State, State];
  const state = { keys: developer.keys, accounts: web.accounts, logins: web.logins };
  state.keys.set(apiKey, { apiKey, account: 'shop', remaining: 100, used: 0, calls: [] } as never);
  state.accounts.set(telephone, { telephone, password, userId: '20002' } as never);
  const credentials = {
    picwishApi: { apiKey, region: 'china', baseUrl: origins.picwish as string },
    picwishAccountApi: { telephone, password, baseUrl: origins['picwish-web'] as string },
  };
  const engineOptions = ({ key, account, items, retry, origin, ...run }: RunOptions) => ({
    workflow: workflowOf(run),
    input: items ?? [{ json: {} }],
    credentials: {
      picwishApi: { ...credentials.picwishApi, ...key },
      picwishAccountApi: Object.assign(credentials.picwishAccountApi, account),
    } as never,
    ...(retry && { retry }),
    ...(origin !== undefined && { origin }),
  });
  const start = (run: RunOptions) => engine.run(engineOptions(run));
  const calls = (vendor?: string) =>
    world.journal.entries
      .filter((entry) => (vendor ?? entry.vendor) === entry.vendor)
      .map(({ endpoint }) => endpoint);
  return {
    engine,
    world,
    state,
    origins,
    credentials,
    start,
    run: (run) => start(run).finished,
    asTool: (run) => engine.asTool(engineOptions(run), 'PicWish'),
    resume: (run, waiting) => engine.resume(engineOptions(run), waiting),
    calls,
    sent: (endpoint) => world.journal.entries.findLast((entry) => entry.endpoint === endpoint)?.fields,
    called: (endpoint, times = 1) =>
      new Promise((resolve) => {
        const check = () => calls().filter((name) => name === endpoint).length >= times && resolve();
        onTestFinished(world.journal.listen(check));
        check();
      }),
  };
}

function workflowOf({ parameters, node = {}, settings = {} }: RunOptions) {
  const { options, ...rest } = parameters;
  const place = { typeVersion: 1, position: [0, 0] as [number, number] };
  const nodes: INode[] = [
    { ...place, id: '1', name: 'Start', type: 'n8n-nodes-base.manualTrigger', parameters: {} },
    {
      ...place,
      id: '2',
      name: 'PicWish',
      type: 'n8n-nodes-picwish.picwish',
      parameters: { ...rest, options: { firstWait: 0, pollInterval: 0.02, ...options } },
      credentials: {
        picwishApi: { id: '1', name: 'Key' },
        picwishAccountApi: { id: '2', name: 'Account' },
      },
      ...node,
    },
    { ...place, id: '3', name: 'After', type: 'n8n-nodes-base.noOp', parameters: {} },
  ];
  const to = (name: string) => ({ main: [[{ node: name, type: 'main' as const, index: 0 }]] });
  const { name = 'PicWish' } = node;
  const connections = { Start: to(name), [name]: to('After') };
  return { nodes, connections, settings };
}

/** An item with a picture in memory, told from others by its width. */
export const photo = (width: number, json: IDataObject = {}): INodeExecutionData => ({
  json,
  binary: { data: inMemory(picture(width), `photo-${width}.png`) },
});

/** What the package tells n8n of an operation's output: the type of each field. */
function declaredFields(operation: string): Record<string, string> {
  const file = join(packageFolder, `dist/nodes/Picwish/__schema__/v1.0.0/${operation}.json`);
  const { properties } = JSON.parse(readFileSync(file, 'utf8'));
  return Object.fromEntries(
    Object.entries(properties as Record<string, { type: string }>).map(([name, { type }]) => [name, type]),
  );
}

/** All fields of an item must be declared, with the right type. */
export function undeclared(operation: string, json: IDataObject): string[] {
  const declared = declaredFields(operation);
  const typeOf = (value: unknown) => (Number.isInteger(value) ? 'integer' : typeof value);
  return Object.keys(json).filter((name) => declared[name] !== typeOf(json[name]));
}
