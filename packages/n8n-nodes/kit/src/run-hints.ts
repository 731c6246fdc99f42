import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

interface Run {
  /** Credits, by the published prices. */
  readonly spent: number;
  readonly output: readonly INodeExecutionData[];
}

/** Hints in the output panel, which n8n keeps with the execution: what a run spent, and what expires. */
export function addRunHints(context: IExecuteFunctions, { spent, output }: Run): void {
  const expiries = output.flatMap(({ json: { expiresAt, resultUrl } }) =>
    typeof expiresAt === 'string' && typeof resultUrl === 'string' ? [expiresAt] : [],
  );
  const first = expiries.sort()[0];
  const messages = [
    ...(spent > 0 ? [`This run spent up to ${spent} credits, by the published prices.`] : []),
    ...(first === undefined ? [] : [`The first result URL expires at ${first}.`]),
  ];
  if (messages.length > 0)
    context.addExecutionHints?.({ message: messages.join(' '), type: 'info', location: 'outputPane' });
}
