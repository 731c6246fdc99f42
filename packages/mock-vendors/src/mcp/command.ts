import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { portFrom } from '../cli/command-line.ts';
import { explainListenError } from '../cli/explain-listen-error.ts';
import { serve } from '../cli/serve.ts';
import { UsageError } from '../cli/usage-error.ts';
import { createMcpServer } from './server.ts';

const help = `Usage: mock-vendors mcp [--url <console>] [--control-token <secret>] [--port <port>]

Serves tools for the mock vendors to an MCP client over stdin and stdout: worlds, clock, faults, journal and verification.

  --url <console>           console of mocks that are running, for example http://127.0.0.1:4010; starts mocks if left out
  --control-token <secret>  token of that console
  --port <port>             first port of the mocks that are started (default: any free ports)
  --help                    print this
`;

const options = {
  url: { type: 'string' },
  'control-token': { type: 'string' },
  port: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

const exitWithoutResult = 2;

/** `mock-vendors mcp`. Resolves to the exit status when the client has gone. */
export async function mcpCommand(args: readonly string[]): Promise<number> {
  try {
    const given = read(args);
    if (given.help) process.stdout.write(help);
    else await serveClient(given);
    return 0;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`mock-vendors: ${error.message}\n`);
    return exitWithoutResult;
  }
}

async function serveClient({ url, port, 'control-token': token }: ReturnType<typeof read>): Promise<void> {
  const started = url === undefined ? await start(portFrom(port ?? '0')) : undefined;
  const server = createMcpServer(url ?? started?.origins.control ?? '', token);
  // Standard output is the client's.
  if (started) process.stderr.write(`${JSON.stringify(started.origins)}\n`);
  await server.connect(new StdioServerTransport());
  await once(process.stdin, 'end');
  await server.close();
  await started?.close();
}

const start = (port: number) =>
  serve({ port }).catch((error) => {
    throw explainListenError(error, { port });
  });

function read(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new UsageError(`${(error as Error).message}: see mock-vendors mcp --help`);
  }
}
