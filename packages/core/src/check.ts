import { type BaseIssue, type GenericSchema, getDotPath, safeParse } from 'valibot';
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
  const reason = reasonOf(issue);
  throw new VendorError(kind, field ? `${field}: ${reason}` : reason, context);
}

function reasonOf({ message, expected, input }: BaseIssue<unknown>): string {
  if (message.startsWith('Invalid key:'))
    return expected === 'never' ? 'there is no such field' : 'is missing';
  // That a text is no URL, or none of these texts, is not made clearer by "received string".
  const isTextForText = typeof input === 'string' && (!expected || expected.includes('"'));
  return message.replace(/(:| but) received .*$/is, isTextForText ? '' : ` but received ${typeof input}`);
}
