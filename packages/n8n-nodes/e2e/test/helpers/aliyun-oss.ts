import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { type MockVendor, mockVendors, serve, type World } from '@api-repack/mock-vendors';
import { type Engine, type Execution, type Finished, startEngine } from '@api-repack/n8n-e2e';
import type { IDataObject, INode, INodeExecutionData } from 'n8n-workflow';
import { onTestFinished } from 'vitest';

export const packageFolder = dirname(
  createRequire(import.meta.url).resolve('n8n-nodes-aliyun-oss/package.json'),
);

/** Must appear nowhere but in the credential. */
export const accessKeySecret = 'mock-oss-secret';

interface RunOptions {
  /** Parameters of the node. */
  readonly parameters: IDataObject;
  readonly items?: INodeExecutionData[];
  /** Settings of the node, for example `onError`. */
  readonly node?: Partial<INode>;
  readonly bucket?: IDataObject;
}

/** The mock Aliyun OSS on a port, and the engine to run the node in. */
export interface OssLab {
  readonly engine: Engine;
  readonly world: World;
  readonly credential: IDataObject;
  start(options: RunOptions): Execution;
  run(options: RunOptions): Promise<Finished>;
  /** Stores a text. */
  put(key: string, content?: string): Promise<void>;
  /** Keys of what is stored. */
  keys(): string[];
  /** The endpoints that were called, in order. */
  calls(): string[];
}

export async function startOss(settings: object = {}): Promise<OssLab> {
  const engine = await startEngine({ packages: [packageFolder] });
  const mock = mockVendors.find(({ name }) => name === 'aliyun-oss') as MockVendor;
  const { world, origins, close } = await serve({ vendors: [mock], settings: { 'aliyun-oss': settings } });
  onTestFinished(close);
  const credential = {
    bucket: 'mock-bucket',
    endpoint: origins['aliyun-oss'] as string,
    accessKeyId: 'mock-oss-key',
    accessKeySecret,
  };
  const start = ({ bucket, ...run }: RunOptions) =>
    engine.run({
      workflow: workflowOf(run),
      input: run.items ?? [{ json: {} }],
      credentials: { aliyunOssApi: { ...credential, ...bucket } },
    });
  const { objects } = world.stateOf(mock) as { readonly objects: ReadonlyMap<string, object> };
  return {
    engine,
    world,
    credential,
    start,
    run: (run) => start(run).finished,
    async put(key, content = key) {
      const binary = { data: textFile(content, key) };
      const { error } = await start({ parameters: { key }, items: [{ json: {}, binary }] }).finished;
      if (error) throw error;
    },
    keys: () => [...objects.keys()].map((name) => name.replace('mock-bucket/', '')),
    calls: () => world.journal.entries.map(({ endpoint }) => endpoint),
  };
}

/** As n8n keeps a file in memory. */
export const textFile = (content: string, fileName: string, mimeType = 'text/plain') => ({
  data: Buffer.from(content).toString('base64'),
  mimeType,
  fileName,
});

function workflowOf({ parameters, node = {} }: RunOptions) {
  const place = { typeVersion: 1, position: [0, 0] as [number, number] };
  const nodes: INode[] = [
    { ...place, id: '1', name: 'Start', type: 'n8n-nodes-base.manualTrigger', parameters: {} },
    {
      ...place,
      id: '2',
      name: 'Aliyun OSS',
      type: 'n8n-nodes-aliyun-oss.aliyunOss',
      parameters: { resource: 'object', operation: 'upload', ...parameters } as INode['parameters'],
      credentials: { aliyunOssApi: { id: 'bucket', name: 'bucket' } },
      ...node,
    },
    { ...place, id: '3', name: 'After', type: 'n8n-nodes-base.noOp', parameters: {} },
  ];
  const to = (name: string) => ({ main: [[{ node: name, type: 'main' as const, index: 0 }]] });
  return { nodes, connections: { Start: to('Aliyun OSS'), 'Aliyun OSS': to('After') } };
}
