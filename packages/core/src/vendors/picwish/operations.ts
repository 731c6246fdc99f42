import * as v from 'valibot';
import type { Scheme } from '../../credentials.ts';
import { described } from '../../described.ts';
import type { ExactlyOneOfEach, InputOf } from '../../exactly-one.ts';
import { filesOutput } from '../../files-output.ts';
import { kebab } from '../../kebab.ts';
import { freeOperation, type Operation, operation } from '../../operation.ts';
import { outputOf } from './files.ts';
import * as p from './parameters.ts';
import { balance, finish, submit, waitFor } from './tasks.ts';
import { conflict, type Tool, type ToolName, type Tools, tools } from './tools.ts';
import { picwish } from './vendor.ts';

const credentials: readonly Scheme[] = [
  { kind: 'header', header: 'x-api-key', field: 'apiKey' },
  { kind: 'bearer', field: 'apiKey', description: 'the API key' },
];

/** PicWish keeps tasks and results for one hour. */
const keptForMs = 3_600_000;

const names = Object.keys(tools) as ToolName[];
const toolNamed = (name: string) => names.find((one) => kebab(one) === name) as ToolName;

export interface PicwishIds {
  /** Name of the operation. */
  readonly tool: string;
  readonly task_id: string;
}

/** All files come as URLs, so that a result can be fetched again. */
type OperationInput<Name extends ToolName> = Name extends ToolName
  ? ExactlyOneOfEach<Omit<InputOf<Tools[Name]['fields']>, 'return_type'>, Tools[Name]['exactlyOneOf']>
  : never;
type ToolOperation<Name extends ToolName> = Operation<
  typeof picwish,
  v.GenericSchema<OperationInput<Name>>,
  PicwishIds,
  typeof filesOutput
>;

function toolOperation<Name extends ToolName>(name: Name): ToolOperation<Name> {
  const tool: Tool = tools[name];
  const { return_type: _, ...fields } = tool.fields;
  const check = v.check<Record<string, unknown>, v.ErrorMessage<v.CheckIssue<Record<string, unknown>>>>(
    (input) => conflict(tool, input) === undefined,
    ({ input }) => conflict(tool, input) ?? '',
  );
  return operation({
    name: kebab(name),
    vendor: picwish,
    summary: capitalized(tool.summary),
    credentials,
    input: v.pipe(v.strictObject(fields), check) as unknown as v.GenericSchema<OperationInput<Name>>,
    output: filesOutput,
    cost: tool.cost,
    keptForMs,
    wait: waitFor(name),
    resumedBy: 'result',
    start: async (client, input) => ({
      tool: kebab(name),
      task_id: await submit(client, name, input as never),
    }),
    finish: async (client, { task_id }, wait) => outputOf(await finish(client, name, task_id, wait)),
  });
}

const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const result = freeOperation({
  name: 'result',
  vendor: picwish,
  summary: 'Wait for a task that was started before, and get its files at no charge',
  credentials,
  input: v.strictObject({
    tool: described('Operation that started the task', v.picklist(names.map(kebab))),
    task_id: described('Task ID that the operation returned', p.taskId),
  }),
  output: filesOutput,
  keptForMs,
  read: async (client, { tool, task_id }, wait) =>
    outputOf(await finish(client, toolNamed(tool), task_id, wait)),
});

const readBalance = freeOperation({
  name: 'balance',
  vendor: picwish,
  summary: 'Read how many credits of the developer API are left',
  credentials,
  input: v.strictObject({}),
  output: v.object({ left: v.number(), used: v.number() }),
  read: balance,
});

const listTemplates = freeOperation({
  name: 'background-templates',
  vendor: picwish,
  summary: 'List the background templates, whose numbers are the scene types',
  credentials,
  input: picwish.endpoints.backgroundTemplates.request,
  output: v.object({ templates: v.unknown() }),
  read: async (client, input) => ({ templates: await client.backgroundTemplates(input) }),
});

const ofTools = Object.fromEntries(names.map((name) => [name, toolOperation(name)]));

/** The developer API. */
export const operations = {
  ...(ofTools as { readonly [Name in ToolName]: ToolOperation<Name> }),
  result,
  balance: readBalance,
  backgroundTemplates: listTemplates,
};
