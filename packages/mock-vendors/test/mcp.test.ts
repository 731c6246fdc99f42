import { fileURLToPath } from 'node:url';
import { serve } from '@api-repack/mock-vendors';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import { expect, it, onTestFinished, vi } from 'vitest';
import { mcpCommand } from '../src/mcp/command.ts';
import { createMcpServer } from '../src/mcp/server.ts';

async function connected() {
  const { origins, world, close } = await serve();
  onTestFinished(close);
  const [own, other] = InMemoryTransport.createLinkedPair();
  await createMcpServer(origins.control ?? '').connect(other);
  const client = new Client({ name: 'test', version: '1' });
  await client.connect(own);
  onTestFinished(() => client.close());
  const call = async (name: string, args: Record<string, unknown> = {}) => {
    const { content, isError } = await client.callTool({ name, arguments: args });
    const [first] = content as { text: string }[];
    return { isError, value: JSON.parse(first?.text ?? 'null') };
  };
  return { client, call, world, origins };
}

it('says of each tool what it takes, and whether it changes or removes anything', async () => {
  const { client } = await connected();
  const { tools } = await client.listTools();
  const hints = Object.fromEntries(tools.map(({ name, annotations }) => [name, annotations]));
  expect(hints.read_journal).toMatchObject({
    readOnlyHint: true,
    destructiveHint: false,
    openWorldHint: false,
  });
  expect(hints.reset_world).toMatchObject({ readOnlyHint: false, destructiveHint: true });
  for (const { title, description, inputSchema } of tools)
    expect([title, description, inputSchema.type]).toEqual([
      expect.any(String),
      expect.any(String),
      'object',
    ]);
});

it('adds a fault, and sees the call that it made fail', async () => {
  const { call, origins } = await connected();
  const fault = { vendor: 'lufff', endpoint: 'getOneAd', effect: { response: { status: 502 } } };
  expect((await call('add_fault', fault)).isError).toBeFalsy();
  await fetch(`${origins.lufff}/make_pic/api/get_one_ad/`, { method: 'POST' });
  expect((await call('read_journal', { vendor: 'lufff' })).value).toMatchObject([
    { endpoint: 'getOneAd', status: 502 },
  ]);
  expect((await call('verify_calls', { calls: [{ endpoint: 'getOneAd', times: 1 }] })).isError).toBeFalsy();
  const wrong = await call('verify_calls', { calls: [{ endpoint: 'getOneAd', times: 2 }] });
  expect([wrong.isError, wrong.value.status]).toEqual([true, 409]);
});

it('refuses misspelled and missing arguments, and changes nothing', async () => {
  const { call } = await connected();
  await call('add_fault', { vendor: 'lufff', effect: { response: { status: 502 } } });
  const wrong = [
    await call('reset_world', { wrld: 'other' }),
    await call('reset_world', { world: 7 }),
    await call('advance_clock', {}),
  ];
  expect(wrong.map(({ isError }) => isError)).toEqual([true, true, true]);
  expect((await call('list_faults')).value).toHaveLength(1);
});

it('makes worlds, and moves the time of the one that is named', async () => {
  const { call } = await connected();
  expect((await call('create_world', { name: 'other' })).isError).toBeFalsy();
  const before = (await call('read_clock', { world: 'other' })).value;
  const after = (await call('advance_clock', { world: 'other', by: '1h' })).value;
  expect(after.now - before.now).toBeGreaterThanOrEqual(3_600_000);
  expect((await call('advance_clock', { by: 'soon' })).isError).toBe(true);
});

it('answers over standard input and output', async () => {
  const cli = fileURLToPath(new URL('../src/cli.ts', import.meta.url));
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: ['--conditions=@api-repack/source', cli, 'mcp'],
    stderr: 'ignore',
  });
  const client = new Client({ name: 'test', version: '1' });
  await client.connect(transport);
  onTestFinished(() => client.close());
  expect((await client.listTools()).tools.length).toBeGreaterThan(5);
}, 60_000);

it.each([
  ['an unknown option', ['--nope']],
  ['a port that is no number', ['--port', 'abc']],
])('refuses %s with one line and exit status 2', async (_, args) => {
  const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  onTestFinished(() => stderr.mockRestore());
  expect(await mcpCommand(args)).toBe(2);
  expect(stderr.mock.calls).toEqual([[expect.stringMatching(/^mock-vendors: .*\n$/)]]);
});

it('says which option to change if a port is taken', async () => {
  const { origins } = await connected();
  const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  onTestFinished(() => stderr.mockRestore());
  expect(await mcpCommand(['--port', new URL(origins.control ?? '').port])).toBe(2);
  expect(stderr.mock.calls).toEqual([[expect.stringContaining('--port')]]);
});
