import { type GenericSchema, getDotPath, safeParse } from 'valibot';
import { type ErrorContext, VendorError } from './errors.ts';

/** Names the first field that is wrong, and never quotes its value: it may be a secret or a whole file. */
export function check(
  schema: GenericSchema,
  value: unknown,
  kind: 'bad-input' | 'protocol',
  context: ErrorContext,
): unknown {
  const { success, output, issues } = safeParse(schema, value);
  if (success) return output;
  const [issue] = issues;
  const field = getDotPath(issue);
  const reason = issue.message.replace(/received .*$/is, `received ${typeof issue.input}`);
  throw new VendorError(kind, field ? `${field}: ${reason}` : reason, context);
}
