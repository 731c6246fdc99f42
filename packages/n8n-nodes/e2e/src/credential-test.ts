import type {
  ICredentialDataDecryptedObject,
  ICredentialsHelper,
  ICredentialType,
  INode,
  INodeExecutionData,
  INodeType,
} from 'n8n-workflow';
import { additionalDataOf } from './additional-data.ts';
import { n8nCore, n8nWorkflow } from './n8n.ts';

export interface TestResult {
  readonly ok: boolean;
  readonly message: string;
}

/**
 * What the "Test" button of a credential does: its request is run as a declarative node, then its rules are applied to
 * the answer. The request goes through n8n-core; the rules are in n8n's server, and are retold here.
 */
export async function testCredential(
  type: ICredentialType,
  data: ICredentialDataDecryptedObject,
  helper: ICredentialsHelper,
): Promise<TestResult> {
  const { request, rules = [] } = type.test ?? { request: {} };
  const nodeType: INodeType = {
    description: {
      displayName: 'Test',
      name: 'test',
      description: '',
      version: 1,
      group: ['transform'],
      defaults: { name: 'Test' },
      inputs: ['main'],
      outputs: ['main'],
      credentials: [{ name: type.name, required: true }],
      properties: [{ displayName: 'Temp', name: 'temp', type: 'string', default: '', routing: { request } }],
    },
  };
  try {
    const [[item] = []] = (await sendTest(nodeType, type.name, data, helper)) ?? [];
    const broken = rules.find(
      (rule) =>
        rule.type === 'responseSuccessBody' &&
        (item?.json as Record<string, unknown> | undefined)?.[rule.properties.key] === rule.properties.value,
    );
    return broken
      ? { ok: false, message: String(broken.properties.message) }
      : { ok: true, message: 'Connection successful!' };
  } catch (error) {
    const { cause, message } = error as Error & { cause?: { code?: string; response?: { status: number } } };
    const known = rules.find(
      (rule) => rule.type === 'responseCode' && rule.properties.value === cause?.response?.status,
    );
    return { ok: false, message: known ? String(known.properties.message) : (cause?.code ?? message) };
  }
}

async function sendTest(
  nodeType: INodeType,
  credential: string,
  data: ICredentialDataDecryptedObject,
  helper: ICredentialsHelper,
): Promise<INodeExecutionData[][] | null | undefined> {
  const node: INode = {
    id: 'test',
    name: 'Test',
    type: 'test',
    typeVersion: 1,
    position: [0, 0],
    parameters: {},
    credentials: { [credential]: { id: 'test', name: 'Test' } },
  };
  const nodeTypes = {
    getByName: () => nodeType,
    getByNameAndVersion: () => nodeType,
    getKnownTypes: () => ({}),
  };
  const workflow = new n8nWorkflow.Workflow({ nodes: [node], connections: {}, active: false, nodeTypes });
  const input = { main: [[{ json: {} }]] };
  const context = new n8nCore.ExecuteContext(
    workflow,
    node,
    additionalDataOf(helper, undefined, { executionId: 'test' }),
    'internal',
    n8nWorkflow.createRunExecutionData({}),
    0,
    [],
    input,
    { node, data: input, source: null },
    [],
  );
  const decrypted = { id: 'test', name: 'Test', type: credential, data };
  return new n8nCore.RoutingNode(context, nodeType, decrypted).runNode();
}
