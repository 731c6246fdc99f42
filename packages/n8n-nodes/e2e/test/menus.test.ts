import type { INodeTypeDescription } from 'n8n-workflow';
import { expect, it } from 'vitest';
import { listNodePackages, nodesOf } from '../host/node-packages.ts';

/**
 * A node with a menu "Authentication" shows it beside its credentials, and n8n's editor then hides all fields on which the
 * showing of a field depends that is named where a credential is said to be shown.
 */
function hiddenByEditor({ credentials = [], properties }: INodeTypeDescription): string[] {
  if (!properties.some(({ name }) => name === 'authentication')) return [];
  const deciding = credentials.flatMap(({ displayOptions }) => Object.keys(displayOptions?.show ?? {}));
  const fields = properties.filter(({ name }) => deciding.includes(name));
  return fields.flatMap(({ displayOptions }) => Object.keys(displayOptions?.show ?? {}));
}

it.each(listNodePackages().flatMap(nodesOf))('the editor hides no menu of $type', ({ node }) => {
  expect(hiddenByEditor(node.description)).toEqual([]);
});
