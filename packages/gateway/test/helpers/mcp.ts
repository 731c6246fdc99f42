import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import { onTestFinished } from 'vitest';
import { readArguments } from '../../src/arguments.ts';
import { openConnection } from '../../src/command/connection.ts';
import { createServer } from '../../src/mcp/server.ts';
import { Session } from '../../src/mcp/session.ts';
import { credentials, openTerminal, type TestTerminal } from './terminal.ts';

export interface Answered {
  readonly isError: boolean;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly error: Readonly<Record<string, unknown>>;
  readonly types: readonly string[];
}

export interface OpenedMcp extends TestTerminal {
  readonly client: Client;
  /** Path of one of the two pictures. */
  picture(name: 'a.png' | 'b.png'): string;
  call(name: string, values: object): Promise<Answered>;
}

/** A server of agents in this process, and a client of it. */
export async function openMcp(
  options: { readonly spendLimit?: number; readonly maxFileBytes?: number } = {},
): Promise<OpenedMcp> {
  const terminal = await openTerminal();
  const { folder, origins, host } = terminal;
  const vendors = Object.entries(origins).filter(([name]) => name !== 'control');
  const urls = vendors.map(([name, url]) => `${name}=${url}`);
  const typed = readArguments(['--base-url', urls.join()], { switches: ['mock'], values: ['base-url'] });
  const signal = new AbortController().signal;
  const given = { env: credentials, host, stop: signal, kill: signal };
  const session = new Session({
    out: join(folder, 'out'),
    allowed: [join(folder, 'photos')],
    maxFileBytes: options.maxFileBytes ?? 1 << 20,
    spendLimit: options.spendLimit,
    connection: await openConnection(typed, given),
    terminal: given,
  });
  onTestFinished(() => session.close());
  const [mine, other] = InMemoryTransport.createLinkedPair();
  const fail = (error: unknown) => {
    throw error;
  };
  await createServer(session, '0', fail).connect(other);
  const client = new Client({ name: 'agent', version: '0' });
  await client.connect(mine);
  onTestFinished(() => client.close());
  return {
    ...terminal,
    client,
    picture: (name) => join(folder, 'photos', name),
    call: async (name, values) => answered(await client.callTool({ name, arguments: { ...values } })),
  };
}

export function answered(result: Awaited<ReturnType<Client['callTool']>>): Answered {
  const content = result.content as readonly { readonly type: string; readonly text?: string }[];
  const facts = JSON.parse(content[0]?.text ?? '{}');
  const types = content.map(({ type }) => type);
  return { isError: result.isError === true, facts, error: facts.error ?? {}, types };
}
