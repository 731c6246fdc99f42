import { type Ids, toIds } from '@api-repack/core';
import { safeParse } from 'valibot';
import { entriesOf } from './input.ts';
import type { Catalogue, Operation } from './operation.ts';

/**
 * The fields of `paid` that the operation that fetches the result accepts. Undefined if they are not enough to fetch it. Where
 * no operation fetches it, as at Lufff, the URLs of the result are all that leads to it.
 */
export function acceptedIds(
  { operations }: Catalogue,
  { resumedBy, resumeWith, charges, isEndpoint }: Operation,
  paid: object | undefined,
): Ids | undefined {
  if (resumedBy === undefined && charges && !isEndpoint) return toIds(paid);
  const target = operations.find(({ name }) => name === resumedBy);
  if (!target || !paid) return undefined;
  const known = entriesOf(target.input);
  const ids = Object.fromEntries(
    Object.entries({ ...resumeWith, ...paid })
      .filter(([name, value]) => Object.hasOwn(known, name) && value !== undefined)
      // An operation on one image takes the only id of a list.
      .map(([name, value]) => [name, Array.isArray(value) && value.length === 1 ? value[0] : value]),
  );
  return safeParse(target.input, ids).success ? (ids as Ids) : undefined;
}
