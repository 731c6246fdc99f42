import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { serve } from '../cli/serve.ts';
import { createMcpServer } from './server.ts';

const help = `Usage: mock-vendors mcp [--url <console>] [--control-token <secret>] [--port <port>]

Serves tools for the mock vendors to an MCP client over stdin and stdout: worlds, clock, faults, journal and verification.

  --url <console>           console of mocks that are running, for example http://127.0.0.1:4010; starts mocks if left out
  --control-token <secret>  token of that console
  --port <port>             first port of the mocks that are started (default: any free ports)
`;

const options = {
  url: { type: 'string' },
  'control-token': { type: 'string' },
  port: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** `mock-vendors mcp`. Resolves to the exit status when the client has gone. */
export async function mcpCommand(args: readonly string[]): Promise<number> {
  const given = read(args);
  if (typeof given === 'string') {
    process.stderr.write(`mock-vendors: ${given}\n`);
    return 2;
  }
  if (given.help) {
    process.stdout.write(help);
    return 0;
  }
  const started = given.url === undefined ? await serve({ port: Number(given.port ?? 0) }) : undefined;
  const server = createMcpServer(given.url ?? started?.origins.control ?? '', given['control-token']);
  // Standard output is the client's.
  if (started) process.stderr.write(`${JSON.stringify(started.origins)}\n`);
  await server.connect(new StdioServerTransport());
  await once(process.stdin, 'end');
  await server.close();
  await started?.close();
  return 0;
}

function read(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    return (error as Error).message;
  }
}
