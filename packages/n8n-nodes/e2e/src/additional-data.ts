import type { ExecutionLifecycleHooks } from 'n8n-core';
import type { ICredentialsHelper, IWorkflowExecuteAdditionalData } from 'n8n-workflow';

interface AdditionalDataOptions {
  readonly executionId: string;
  readonly origin?: string | undefined;
  readonly onMessage?: ((message: unknown) => void) | undefined;
}

/** What n8n's server hands to an execution. The addresses must be valid, even if nothing listens there. */
export function additionalDataOf(
  credentialsHelper: ICredentialsHelper,
  hooks: ExecutionLifecycleHooks | undefined,
  { executionId, origin = 'http://localhost:5678', onMessage }: AdditionalDataOptions,
): IWorkflowExecuteAdditionalData {
  const data: Partial<IWorkflowExecuteAdditionalData> = {
    credentialsHelper,
    executionId,
    ...(hooks && { hooks }),
    currentNodeExecutionIndex: 0,
    restApiUrl: `${origin}/rest`,
    instanceBaseUrl: `${origin}/`,
    webhookBaseUrl: `${origin}/webhook`,
    webhookWaitingBaseUrl: `${origin}/webhook-waiting`,
    webhookTestBaseUrl: `${origin}/webhook-test`,
    formWaitingBaseUrl: `${origin}/form-waiting`,
    variables: {},
    setExecutionStatus() {},
    sendDataToUI: (_type, message) => onMessage?.(message),
  };
  return data as IWorkflowExecuteAdditionalData;
}
