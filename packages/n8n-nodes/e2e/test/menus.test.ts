import { runInNewContext } from 'node:vm';
import type { INodePropertyOptions, INodeTypeDescription } from 'n8n-workflow';
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

it.each(listNodePackages().flatMap(nodesOf))('$type says below it what its menus say', ({ node }) => {
  const { properties, subtitle = '' } = node.description;
  const optionsOf = (name: string) => properties.filter((field) => field.name === name);
  const resources = optionsOf('resource').flatMap(({ options }) => options as INodePropertyOptions[]);
  const chosen = optionsOf('operation').flatMap(({ displayOptions, options }) => {
    const resource = resources.find(({ value }) => displayOptions?.show?.resource?.includes(value))!;
    return (options as INodePropertyOptions[]).map((operation) => ({ resource, operation }));
  });
  const code = subtitle.replace(/^=\{\{|\}\}$/g, '');
  const shown = chosen.map(({ resource, operation }) => {
    const parameter = { resource: resource.value, operation: operation.value };
    return runInNewContext(code, { $parameter: parameter });
  });
  expect(shown).toEqual(chosen.map(({ resource, operation }) => `${operation.name}: ${resource.name}`));
  const own = { resource: 'image', operation: 'myExpression' };
  expect(runInNewContext(code, { $parameter: own })).toMatch(/^myExpression: /);
});
