import { describeIssue } from '@api-repack/core';
import { type GenericSchema, getDotPath, safeParse } from 'valibot';
import { refuse } from './refuse.ts';
import type { Item } from './run-items.ts';

/** Stands for a file whose content is not read before it is sent. */
export const someFile: File = new File(['content'], 'image.png', { type: 'image/png' });

/**
 * Holds what the user chose against the input of the operation, before anything is sent. `labels` are those of the form, by
 * the names of the input's fields.
 */
export function checkInput(
  item: Item,
  {
    schema,
    input,
    labels = {},
  }: { schema: GenericSchema; input: object; labels?: Readonly<Record<string, string>> },
): void {
  const given = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));
  const [issue] = safeParse(schema, given).issues ?? [];
  if (!issue) return;
  const path = getDotPath(issue);
  const name = path?.split('.')[0] ?? '';
  const label = labels[name] ?? path;
  const reason = describeIssue(issue);
  const problem = issue.input === undefined ? reason : `is not accepted: ${reason}`;
  const message = label ? `'${label}' ${problem}` : reason;
  throw refuse(
    item,
    message,
    label ? `Correct the field '${label}'` : 'Correct the fields of this operation',
  );
}
