import type {
  INode,
  IRunExecutionData,
  IWebhookData,
  IWebhookFunctions,
  IWorkflowExecuteAdditionalData,
  Workflow,
} from 'n8n-workflow';
import { n8nCore } from './n8n.ts';

export interface Waiting {
  /** What n8n has kept of the execution. */
  readonly data: IRunExecutionData;
  /** Whether its address was called; otherwise it has waited in vain. */
  readonly called: boolean;
}

/** Brings an execution that waits to where it goes on. n8n's server does this, which is retold here. */
export async function wake(
  { data: kept, called }: Waiting,
  workflow: Workflow,
  additionalData: IWorkflowExecuteAdditionalData,
): Promise<IRunExecutionData> {
  const data: IRunExecutionData = JSON.parse(JSON.stringify(kept));
  if (!called) return data;
  const [entry] = data.executionData?.nodeExecutionStack ?? [];
  const node = workflow.getNode(data.resultData.lastNodeExecuted ?? '');
  if (!entry || !node) throw new Error('the execution does not wait');
  entry.node.disabled = true;
  delete data.waitTill;
  data.resultData.runData[node.name]?.pop();
  const output = await callWebhook(data, node, workflow, additionalData);
  entry.data.main = output ?? [];
  entry.metadata = { ...entry.metadata, forwardAllOutputs: true };
  return data;
}

async function callWebhook(
  data: IRunExecutionData,
  node: INode,
  workflow: Workflow,
  additionalData: IWorkflowExecuteAdditionalData,
) {
  const { webhook, description } = workflow.nodeTypes.getByNameAndVersion(node.type, node.typeVersion);
  const [webhookDescription] = description.webhooks ?? [];
  if (!webhook || !webhookDescription?.restartWebhook) throw new Error(`${node.name} cannot be called back`);
  const request = { body: {}, headers: {}, query: {}, params: {} };
  const context = new n8nCore.WebhookContext(
    workflow,
    node,
    { ...additionalData, httpRequest: request as never },
    'manual',
    { webhookDescription } as IWebhookData,
    [],
    data,
  );
  return (await webhook.call(context as unknown as IWebhookFunctions)).workflowData;
}
