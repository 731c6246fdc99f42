import { commonOptionsFor, type Item, refuse } from '@api-repack/n8n-kit';
import type { INodeProperties } from 'n8n-workflow';
import type { ToolForm } from './form';

/** With two calls a second, polls included, more than this would only wait for each other. */
export const itemsAtOnce = 4;

export const commonOptions = commonOptionsFor(itemsAtOnce);

const callback = {
  name: 'Callback',
  value: 'callback',
  description:
    'Let the execution rest until PicWish calls back. For one item, and an n8n that the internet reaches.',
};
const dontWait = {
  name: "Don't Wait",
  value: 'none',
  description: 'Return the task ID at once, for Get Result later',
};
const poll = {
  name: 'Poll',
  value: 'poll',
  description: 'Wait in this node until the result is there',
};

const waitMode = (options: NonNullable<INodeProperties['options']>): INodeProperties => ({
  displayName: 'Wait Mode',
  name: 'waitMode',
  type: 'options',
  noDataExpression: true,
  default: 'poll',
  options,
  description: 'What to do until the task is finished',
});

export const waitModeField = waitMode([dontWait, poll]);
export const waitModeOrCallbackField = waitMode([callback, dontWait, poll]);
/** For a task that was submitted before. */
export const lookOrWaitField = waitMode([
  { ...dontWait, description: 'Return the state at once if there is no result yet' },
  poll,
]);

export const unlessNotWaiting = (field: INodeProperties): INodeProperties => ({
  ...field,
  displayOptions: { ...field.displayOptions, hide: { waitMode: ['none'] } },
});

export const taskIdField: INodeProperties = {
  displayName: 'Task ID',
  name: 'taskId',
  type: 'string',
  required: true,
  default: '',
  placeholder: 'e.g. f1acd233-0c5e-4a3b-9d53-3f2f6f0e7a11',
  description: 'ID that an earlier operation returned',
};

export function taskIdOf(item: Item): string {
  const id = String(item.parameter<unknown>('taskId', '') ?? '').trim();
  if (id !== '') return id;
  throw refuse(item, 'No task ID is given', 'Enter the ID that an earlier operation returned');
}

/** What `toolField` names. */
export function toolOf<Tool extends string>(item: Item, forms: Readonly<Record<Tool, ToolForm>>): Tool {
  const tools = Object.keys(forms) as Tool[];
  const chosen = item.parameter<unknown>('tool', tools[0]);
  const tool = tools.find((one) => one === chosen);
  if (tool !== undefined) return tool;
  throw refuse(item, `There is no tool ${chosen}`, `Choose one: ${tools.join(', ')}`);
}

/** For operations on a task, which belongs to the tool that it was made with. */
export function toolField(forms: Readonly<Record<string, ToolForm>>): INodeProperties {
  const options = Object.entries(forms).map(([value, { name, description }]) => ({
    name,
    value,
    description,
  }));
  const field: INodeProperties = {
    displayName: 'Tool',
    name: 'tool',
    type: 'options',
    default: '',
    options: options.sort((a, b) => a.name.localeCompare(b.name, 'en')),
    description: 'What the task is made with',
  };
  return { ...field, default: Object.keys(forms)[0] ?? '' };
}
