import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type {
  IDataObject,
  INode,
  INodeType,
  IRunExecutionData,
  ISupplyDataFunctions,
  IWorkflowExecuteAdditionalData,
  Workflow,
} from 'n8n-workflow';
import { n8nCore } from './n8n.ts';

/** Answers a call of an agent with text, or throws. */
export type Tool = (input: IDataObject) => Promise<unknown>;

type Handler = (
  contextOf: (runIndex: number) => ISupplyDataFunctions,
  node: INode,
  nodeType: INodeType,
  data: IRunExecutionData,
) => Tool;

/** A node as agents get it, with n8n's own loop for "Retry On Fail". n8n-core does not export it. */
export function toolOf(
  node: INode,
  workflow: Workflow,
  additionalData: IWorkflowExecuteAdditionalData,
  data: IRunExecutionData,
): Tool {
  const require = createRequire(import.meta.url);
  const folder = join(dirname(require.resolve('n8n-core')), 'execution-engine/node-execution-context/utils');
  const { makeHandleToolInvocation } = require(join(folder, 'get-input-connection-data.js')) as {
    makeHandleToolInvocation: Handler;
  };
  const executeData = { node, data: { main: [[]] }, source: null };
  const contextOf = (runIndex: number) =>
    new n8nCore.SupplyDataContext(
      workflow,
      node,
      additionalData,
      'manual',
      data,
      runIndex,
      [],
      {},
      'ai_tool',
      executeData,
      [],
    ) as unknown as ISupplyDataFunctions;
  const nodeType = workflow.nodeTypes.getByNameAndVersion(node.type, node.typeVersion);
  return makeHandleToolInvocation(contextOf, node, nodeType, data);
}
