import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

/** An error item with the input that the user wants kept. The JSON is among the details: n8n takes an item with other keys for a success. */
export function withKeptInput(
  error: INodeExecutionData,
  context: IExecuteFunctions,
  item: number,
): INodeExecutionData {
  const input = context.getInputData()[item];
  const details = { ...(error.json.details as IDataObject | undefined), input: input?.json ?? {} };
  const keepsJson = isChosen(context, item, 'options.includeInput');
  const keepsFiles = isChosen(context, item, 'options.includeFiles');
  return {
    ...error,
    json: keepsJson ? { ...error.json, details } : error.json,
    ...(keepsFiles && input?.binary && { binary: input.binary }),
  };
}

/** Its expression may be what the error is about. */
function isChosen(context: IExecuteFunctions, item: number, name: string): boolean {
  try {
    return !['no', 'false', ''].includes(String(context.getNodeParameter(name, item, 'no') ?? ''));
  } catch {
    return false;
  }
}
