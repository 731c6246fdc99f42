import type { Control } from '../control/client.ts';

type Schema = Readonly<Record<string, unknown>>;

/** One tool of the MCP server: a call of the control API. */
export interface McpTool {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** JSON Schema of each argument. */
  readonly arguments: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  /** Changes nothing. */
  readonly readOnly?: true;
  /** Removes what cannot be brought back. */
  readonly destructive?: true;
  readonly run: (control: Control, given: never) => Promise<unknown>;
}

const text = (description: string): Schema => ({ type: 'string', description });
const number = (description: string): Schema => ({ type: 'integer', description });
const object = (description: string): Schema => ({ type: 'object', description });

const worldTools: readonly McpTool[] = [
  {
    name: 'list_worlds',
    title: 'List worlds',
    description: 'Lists the isolated states of the mock vendors, with their addresses.',
    arguments: {},
    readOnly: true,
    run: ({ worlds }) => worlds.list(),
  },
  {
    name: 'create_world',
    title: 'Create a world',
    description: 'Creates an isolated state with accounts, clock, tasks and journal of its own.',
    arguments: { name: text('Lowercase letters, digits and dashes') },
    required: ['name'],
    run: ({ worlds }, { name }: { name: string }) => worlds.create({ name }),
  },
  {
    name: 'reset_world',
    title: 'Reset the world',
    description: 'Removes all tasks, faults, charges and journal entries of the world.',
    arguments: {},
    destructive: true,
    run: ({ reset }) => reset(),
  },
];

const clockTools: readonly McpTool[] = [
  {
    name: 'read_clock',
    title: 'Read the clock',
    description: "Reads the world's time.",
    arguments: {},
    readOnly: true,
    run: ({ clock }) => clock.get(),
  },
  {
    name: 'advance_clock',
    title: 'Advance the clock',
    description: 'Moves time forward, so that tasks end and results expire.',
    arguments: { by: text('For example 90s, 5m or 1h') },
    required: ['by'],
    run: ({ clock }, { by }: { by: `${number}h` }) => clock.advance(by),
  },
];

const faultTools: readonly McpTool[] = [
  {
    name: 'list_errors',
    title: 'List documented errors',
    description: 'Lists the errors that a vendor documents, with their names for add_fault.',
    arguments: { vendor: text('picwish, picwish-web, fangtang, lufff or aliyun-oss') },
    readOnly: true,
    run: ({ errors }, { vendor }: { vendor?: string }) => errors(vendor),
  },
  {
    name: 'list_faults',
    title: 'List faults',
    description: 'Lists the faults with how often each was matched and applied.',
    arguments: {},
    readOnly: true,
    run: ({ faults }) => faults.list(),
  },
  {
    name: 'add_fault',
    title: 'Add a fault',
    description: 'Makes calls fail, as {"error": name}, {"response": {"status": 502}} or {"delayMs": 5000}.',
    arguments: {
      vendor: text('Name of the vendor'),
      endpoint: text('Name of the endpoint; all of them if left out'),
      nth: number('The first matching call that it applies to; 1 if left out'),
      times: number('How often it applies; once if left out'),
      effect: object('What happens, for example {"error": "internal"}'),
    },
    required: ['vendor', 'effect'],
    run: ({ faults }, fault) => faults.add(fault),
  },
  {
    name: 'clear_faults',
    title: 'Remove all faults',
    description: 'Removes all faults of the world.',
    arguments: {},
    destructive: true,
    run: ({ faults }) => faults.clear(),
  },
];

const journalTools: readonly McpTool[] = [
  {
    name: 'read_journal',
    title: 'Read the journal',
    description: 'Lists the calls that the vendors received, with masked fields, status, charge and faults.',
    arguments: {
      vendor: text('Name of the vendor'),
      endpoint: text('Name of the endpoint'),
      status: number('HTTP status of the response'),
      last: number('Only the latest so many calls'),
    },
    readOnly: true,
    run: ({ journal }, filter) => journal.list(filter),
  },
  {
    name: 'verify_calls',
    title: 'Verify calls',
    description: 'Compares the journal with expected calls, and fails with the list of calls if they differ.',
    arguments: {
      calls: {
        type: 'array',
        items: { type: 'object' },
        description: 'Each with endpoint, and vendor, fields and times as needed; times 0 is never',
      },
      inOrder: { type: 'boolean', description: 'Whether the order counts' },
      faultsFired: { type: 'boolean', description: 'Whether every fault must have been applied' },
    },
    readOnly: true,
    run: ({ verify }, expected) => verify(expected),
  },
];

export const mcpTools: readonly McpTool[] = [...worldTools, ...clockTools, ...faultTools, ...journalTools];
