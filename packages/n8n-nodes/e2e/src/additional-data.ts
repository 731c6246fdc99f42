import type { ExecutionLifecycleHooks } from 'n8n-core';
import type { ICredentialsHelper, IWorkflowExecuteAdditionalData } from 'n8n-workflow';

/** What n8n's server hands to an execution. The addresses must be valid, although nothing listens there. */
export function additionalDataOf(
  credentialsHelper: ICredentialsHelper,
  hooks: ExecutionLifecycleHooks | undefined,
  executionId: string,
): IWorkflowExecuteAdditionalData {
  const server = 'http://localhost:5678';
  const data: Partial<IWorkflowExecuteAdditionalData> = {
    credentialsHelper,
    executionId,
    ...(hooks && { hooks }),
    currentNodeExecutionIndex: 0,
    restApiUrl: `${server}/rest`,
    instanceBaseUrl: `${server}/`,
    webhookBaseUrl: `${server}/webhook`,
    webhookWaitingBaseUrl: `${server}/webhook-waiting`,
    webhookTestBaseUrl: `${server}/webhook-test`,
    formWaitingBaseUrl: `${server}/form-waiting`,
    variables: {},
    setExecutionStatus() {},
    sendDataToUI() {},
  };
  return data as IWorkflowExecuteAdditionalData;
}
