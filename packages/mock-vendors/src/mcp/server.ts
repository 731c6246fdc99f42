import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import {
  CallToolRequestSchema,
  type CallToolResult,
  ErrorCode,
  ListToolsRequestSchema,
  McpError,
} from '@modelcontextprotocol/sdk/types.js';
import { ControlError, control } from '../control/client.ts';
import { unknownWord } from '../engine/did-you-mean.ts';
import { version } from '../version.ts';
import { type McpTool, mcpTools } from './tools.ts';

/** Tools over the control API at this address. Each takes the world's name beside its own arguments. */
export function createMcpServer(address: string, token?: string): Server {
  const server = new Server(
    { name: 'mock-vendors', version: version() },
    { capabilities: { tools: {} }, instructions: `The mock vendors' console is at ${address}.` },
  );
  server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: mcpTools.map(describe) }));
  server.setRequestHandler(CallToolRequestSchema, async ({ params }) => {
    const tool = mcpTools.find(({ name }) => name === params.name);
    const names = mcpTools.map(({ name }) => name);
    if (!tool)
      throw new McpError(ErrorCode.InvalidParams, `tool ${params.name}: ${unknownWord(params.name, names)}`);
    const problem = problemIn(tool, params.arguments ?? {});
    if (problem !== undefined) return { ...resultOf({ error: problem }), isError: true };
    const { world, ...given } = params.arguments ?? {};
    const options = { ...(typeof world === 'string' && { world }), ...(token !== undefined && { token }) };
    return call(tool, control(address, options), given);
  });
  return server;
}

/** The control API knows them by other names, and would take a misspelled world for the main one. */
function problemIn(tool: McpTool, given: Readonly<Record<string, unknown>>): string | undefined {
  const known = [...Object.keys(tool.arguments), 'world'];
  const unknown = Object.keys(given).find((name) => !known.includes(name));
  if (unknown !== undefined) return `${unknown}: is no argument; ${unknownWord(unknown, known)}`;
  const missing = tool.required?.find((name) => given[name] === undefined);
  if (missing !== undefined) return `${missing}: is missing: ${tool.arguments[missing]?.description}`;
  const { world = 'main' } = given;
  return typeof world === 'string' ? undefined : 'world: give its name';
}

const describe = (tool: McpTool) => ({
  name: tool.name,
  title: tool.title,
  description: tool.description,
  inputSchema: {
    type: 'object' as const,
    properties: {
      ...tool.arguments,
      world: { type: 'string', description: 'Name of the world; main if left out' },
    },
    ...(tool.required && { required: [...tool.required] }),
    additionalProperties: false,
  },
  annotations: {
    title: tool.title,
    readOnlyHint: tool.readOnly === true,
    destructiveHint: tool.destructive === true,
    // Nothing but the mocks is reached.
    openWorldHint: false,
  },
});

async function call(
  tool: McpTool,
  client: ReturnType<typeof control>,
  given: object,
): Promise<CallToolResult> {
  try {
    return resultOf(await tool.run(client, given as never));
  } catch (error) {
    if (!(error instanceof ControlError)) throw error;
    const { message, status, problems } = error;
    return { ...resultOf({ error: message, status, problems }), isError: true };
  }
}

const resultOf = (value: unknown): CallToolResult => ({
  content: [{ type: 'text', text: JSON.stringify(value, null, 2) }],
});
