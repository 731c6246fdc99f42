import { type GenericSchema, getDotPath, safeParse } from 'valibot';
import { describeIssue } from './describe-issue.ts';
import { type ErrorContext, VendorError } from './errors.ts';

/** Names the first field that is wrong. */
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
  const reason = describeIssue(issue);
  throw new VendorError(kind, field ? `${field}: ${reason}` : reason, context);
}
