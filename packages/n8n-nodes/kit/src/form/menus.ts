import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { coreOf } from './core-operation.ts';
import type { ResourceForm, Resources } from './operation-form.ts';

/** The menus "Resource" and "Operation", in the order of the forms: what a node is for comes first. */
export function menusOf(resources: Resources): INodeProperties[] {
  const options = Object.entries(resources).map(([value, { name, description }]) => ({
    name,
    value,
    ...(description !== undefined && { description }),
  }));
  const ofOperations = Object.entries(resources).map(([resource, form]) => ({
    ...menu('Operation', 'operation', entriesOf(form)),
    displayOptions: { show: { resource: [resource] } },
  }));
  return [menu('Resource', 'resource', options), ...ofOperations];
}

const menu = (displayName: string, name: string, options: INodePropertyOptions[]): INodeProperties => ({
  displayName,
  name,
  type: 'options',
  noDataExpression: true,
  options,
  default: options[0]?.value ?? '',
});

const entriesOf = ({ operations }: ResourceForm): INodePropertyOptions[] =>
  Object.entries(operations).map(([value, { name, action, core, description = coreOf(core).summary }]) => ({
    name,
    value,
    action,
    description,
  }));
