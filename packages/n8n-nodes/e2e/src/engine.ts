import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type {
  ExecutionBaseError,
  IBinaryData,
  IConnections,
  INode,
  INodeExecutionData,
  INodeType,
  INodeTypes,
  IRun,
  IRunExecutionData,
  IWorkflowSettings,
  Workflow,
} from 'n8n-workflow';
import { additionalDataOf } from './additional-data.ts';
import { testCredential } from './credential-test.ts';
import { type CredentialData, MemoryCredentials } from './credentials.ts';
import { Container, n8nCore, n8nWorkflow } from './n8n.ts';
import { type Waiting, wake } from './resume.ts';
import { type Tool, toolOf } from './tool.ts';

export type { Tool };

export interface EngineOptions {
  /** Folders of built node packages. */
  readonly packages: readonly string[];
  /** Where n8n keeps files: in the items themselves, or on disk. One setting for the whole process. */
  readonly binaryMode?: 'default' | 'filesystem';
}

/** A workflow as n8n exports it. */
export interface WorkflowJson {
  readonly nodes: readonly INode[];
  readonly connections: IConnections;
  readonly settings?: IWorkflowSettings;
}

export interface RunOptions {
  readonly workflow: WorkflowJson;
  /** Items that the first node gets. */
  readonly input?: INodeExecutionData[];
  readonly credentials?: CredentialData;
  /** Data of an execution that failed: goes on at the node that failed, as "Retry" in n8n's list of executions does. */
  readonly retry?: IRunExecutionData;
  /** Where the world reaches n8n. */
  readonly origin?: string;
  /** Gets what nodes tell the browser that watches the execution. */
  readonly onMessage?: (message: unknown) => void;
}

export interface Execution {
  readonly finished: Promise<Finished>;
  /** What the Stop button does. */
  cancel(): void;
}

export interface Finished {
  readonly status: IRun['status'];
  readonly error: ExecutionBaseError | undefined;
  readonly data: IRunExecutionData;
  /** What a node returned at one of its outputs, the last time it ran. */
  items(nodeName: string, output?: number): INodeExecutionData[];
}

/** Real n8n without its server: nodes run in n8n-core, credentials are in memory. */
export interface Engine {
  run(options: RunOptions): Execution;
  /** Goes on with an execution that was put to wait. */
  resume(options: RunOptions, waiting: Waiting): Promise<Finished>;
  /** A node of the workflow, to be called by an agent. */
  asTool(options: RunOptions, nodeName: string): Tool;
  testCredential(typeName: string, data: CredentialData[string]): Promise<{ ok: boolean; message: string }>;
  nodeType(name: string): INodeType;
  /** Puts a file where n8n keeps files. */
  storeFile(bytes: Buffer, fileName: string, mimeType: string): Promise<IBinaryData>;
  readFile(binary: IBinaryData): Promise<Buffer>;
}

const execution = { type: 'execution', workflowId: 'workflow', executionId: '1' } as const;

export async function startEngine({ packages, binaryMode = 'default' }: EngineOptions): Promise<Engine> {
  const loaders = packages.map((folder) => new n8nCore.LazyPackageDirectoryLoader(folder));
  await Promise.all(loaders.map((loader) => loader.loadAll()));
  const files = await startBinaryData(binaryMode);
  const nodeType = (name: string): INodeType => {
    const known = builtIn(name);
    if (known) return known;
    const [packageName = '', type = ''] = name.split('.');
    const loader = loaders.find((one) => one.packageName === packageName);
    if (!loader) throw new Error(`no package has the node ${name}`);
    return n8nWorkflow.NodeHelpers.getVersionedNodeType(loader.getNode(type.replace(/Tool$/, '')).type);
  };
  const nodeTypes: INodeTypes = {
    getByName: nodeType,
    getByNameAndVersion: nodeType,
    getKnownTypes: () => ({}),
  };
  const findCredential = (type: string) => {
    const loader = loaders.find(({ known }) => type in known.credentials);
    if (!loader) throw new Error(`no package has the credential ${type}`);
    return loader.getCredential(type).type;
  };
  return {
    run: (options) =>
      run(options, nodeTypes, new MemoryCredentials(findCredential, options.credentials ?? {})),
    async resume(options, waiting) {
      const helper = new MemoryCredentials(findCredential, options.credentials ?? {});
      const { workflow, additionalData, execute } = prepare(options, nodeTypes, helper);
      return execute(await wake(waiting, workflow, additionalData)).then(finishedOf);
    },
    asTool(options, nodeName) {
      const helper = new MemoryCredentials(findCredential, options.credentials ?? {});
      const { workflow, additionalData } = prepare(options, nodeTypes, helper);
      const node = workflow.getNode(nodeName);
      if (!node) throw new Error(`the workflow has no node ${nodeName}`);
      return toolOf(node, workflow, additionalData, n8nWorkflow.createRunExecutionData({}));
    },
    testCredential: (type, data) =>
      testCredential(findCredential(type), data, new MemoryCredentials(findCredential, { [type]: data })),
    nodeType,
    storeFile: (bytes, fileName, mimeType) => files.store(execution, bytes, { fileName, mimeType, data: '' }),
    readFile: (binary) => files.getAsBuffer(binary),
  };
}

function run(options: RunOptions, nodeTypes: INodeTypes, credentials: MemoryCredentials): Execution {
  const { input = [{ json: {} }], retry } = options;
  const { workflow, execute } = prepare(options, nodeTypes, credentials);
  const running = execute(retry ? withoutFailure(retry) : startOf(workflow, input));
  return { finished: running.then(finishedOf), cancel: () => running.cancel() };
}

function prepare(
  { workflow: json, origin, onMessage, retry }: RunOptions,
  nodeTypes: INodeTypes,
  credentials: MemoryCredentials,
) {
  const nodes = structuredClone(json.nodes) as INode[];
  const settings: IWorkflowSettings = { executionOrder: 'v1', ...json.settings };
  const base = {
    id: execution.workflowId,
    name: 'Workflow',
    nodes,
    connections: json.connections,
    active: false,
  };
  const workflow = new n8nWorkflow.Workflow({ ...base, nodeTypes, settings });
  // A user's retry is an execution of its own.
  const executionId = retry ? '2' : execution.executionId;
  const hooks = new n8nCore.ExecutionLifecycleHooks('manual', executionId, base as never);
  const additionalData = additionalDataOf(credentials, hooks, { executionId, origin, onMessage });
  const execute = (data: IRunExecutionData) =>
    new n8nCore.WorkflowExecute(additionalData, 'manual', data).processRunExecutionData(workflow);
  return { workflow, additionalData, execute };
}

function startOf(workflow: Workflow, input: INodeExecutionData[]): IRunExecutionData {
  const node = workflow.getStartNode();
  if (!node) throw new Error('the workflow has no node to start with');
  const nodeExecutionStack = [{ node, data: { main: [structuredClone(input)] }, source: null }];
  return n8nWorkflow.createRunExecutionData({ executionData: { nodeExecutionStack } });
}

/** As n8n's database gives it back. The node that failed is still on the stack. */
function withoutFailure(failed: IRunExecutionData): IRunExecutionData {
  const data: IRunExecutionData = JSON.parse(JSON.stringify(failed));
  const { resultData } = data;
  resultData.runData[resultData.lastNodeExecuted ?? '']?.pop();
  delete resultData.error;
  return data;
}

function finishedOf({ status, data }: IRun): Finished {
  return {
    status,
    data,
    error: data.resultData.error as ExecutionBaseError | undefined,
    items: (name, output = 0) => data.resultData.runData[name]?.at(-1)?.data?.main?.[output] ?? [],
  };
}

async function startBinaryData(mode: 'default' | 'filesystem') {
  const quiet = { error() {}, warn() {}, info() {}, debug() {} };
  Container.set(n8nCore.ErrorReporter, quiet as never);
  const config = Container.get(n8nCore.BinaryDataConfig);
  config.mode = mode;
  const service = new n8nCore.BinaryDataService(config, quiet as never, quiet as never);
  if (mode === 'filesystem') await service.init();
  else (service as unknown as { mode: string }).mode = mode;
  Container.set(n8nCore.BinaryDataService, service);
  return service;
}

type Execute = NonNullable<INodeType['execute']>;

const pass: Execute = async function () {
  return [this.getInputData()];
};

const readFileFromDisk: Execute = async function () {
  const file = this.getNodeParameter('fileSelector', 0) as string;
  const data = await this.helpers.prepareBinaryData(await readFile(file), basename(file));
  return [[{ json: {}, binary: { data }, pairedItem: { item: 0 } }]];
};

/** The few nodes of n8n's own that the workflows here use. */
const builtIns: Readonly<Record<string, { execute: Execute; parameters: readonly string[] }>> = {
  'n8n-nodes-base.manualTrigger': { execute: pass, parameters: [] },
  'n8n-nodes-base.noOp': { execute: pass, parameters: [] },
  'n8n-nodes-base.readWriteFile': { execute: readFileFromDisk, parameters: ['fileSelector'] },
  'n8n-nodes-base.stickyNote': { execute: pass, parameters: [] },
};

function builtIn(name: string): INodeType | undefined {
  const found = builtIns[name];
  if (!found) return undefined;
  const isTrigger = name.endsWith('Trigger');
  return {
    description: {
      displayName: name,
      name,
      description: '',
      version: 1,
      defaults: { name },
      group: [isTrigger ? 'trigger' : 'transform'],
      inputs: isTrigger ? [] : ['main'],
      outputs: ['main'],
      properties: found.parameters.map((one) => ({
        displayName: one,
        name: one,
        type: 'string',
        default: '',
      })),
    },
    execute: found.execute,
  };
}
