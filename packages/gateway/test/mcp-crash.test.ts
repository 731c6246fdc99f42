import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { sqliteStore } from '@api-repack/core/node';
import { serve, World } from '@api-repack/mock-vendors';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { expect, onTestFinished, test, vi } from 'vitest';
import { compiled, fromSource } from './helpers/from-source.ts';
import { answered } from './helpers/mcp.ts';
import { otherPhoto, photo } from './helpers/pictures.ts';
import { credentials, runHere } from './helpers/terminal.ts';

const cli = fileURLToPath(new URL('../src/cli.ts', import.meta.url));
const env = { ...credentials, ...compiled, PATH: process.env.PATH ?? '' };
const patient = { timeout: 20_000, interval: 20 };

/** Vendors whose tasks end when the test says so, and two pictures. */
async function openFolder() {
  const world = new World({ taskTiming: { mode: 'manual' } });
  const { origins, close } = await serve({ world });
  const folder = mkdtempSync(join(tmpdir(), 'mcp-'));
  onTestFinished(async () => {
    await close();
    rmSync(folder, { recursive: true, force: true });
  });
  mkdirSync(join(folder, 'photos'));
  const paths: string[] = [];
  for (const file of [photo, otherPhoto]) {
    const path = join(folder, 'photos', file.name);
    writeFileSync(path, new Uint8Array(await file.arrayBuffer()));
    paths.push(path);
  }
  const out = join(folder, 'out');
  const flags = ['--out', out, '--allow', join(folder, 'photos')];
  const words = ['mcp', ...flags, '--base-url', `fangtang=${origins.fangtang}`];
  const finishTasks = () => {
    for (const id of world.tasks.state.keys()) world.tasks.force(id, 'done');
  };
  return { world, words, out, paths, finishTasks };
}

async function countPaid(out: string): Promise<number> {
  const file = join(out, '.api-repack.sqlite');
  if (!existsSync(file)) return 0;
  const store = sqliteStore(file);
  const states: string[] = [];
  for await (const { record } of store.list()) states.push(record.state);
  await store.close();
  return states.filter((state) => state === 'paid').length;
}

async function openAgent(transport: Transport) {
  const client = new Client({ name: 'agent', version: '0' });
  await client.connect(transport);
  onTestFinished(() => client.close());
  return async (values: Record<string, unknown>, timeout = 20_000) =>
    answered(await client.callTool({ name: 'fangtang_restore', arguments: values }, undefined, { timeout }));
}

const overHttp = (origin: string) =>
  openAgent(new StreamableHTTPClientTransport(new URL(origin)) as Transport);

const addressIn = (text: string) => /http:\S+/.exec(text)?.[0];

/** A server in this process; those that are to be killed have one of their own. */
function startHere(words: readonly string[], port = '0'): Promise<string> {
  const end = new AbortController();
  return new Promise((resolve, reject) => {
    const stderr = (text: string) => resolve(addressIn(text) ?? text);
    const running = runHere([...words, '--http', port], { stderr, stop: end.signal });
    running.catch(reject);
    onTestFinished(async () => {
      end.abort();
      await running;
    });
  });
}

test('an agent that times out, retries, runs twins and whose server is killed pays once a picture', async () => {
  const { world, words, out, paths, finishTasks } = await openFolder();
  const [one, two] = paths;
  const args = [fromSource, cli, ...words];
  const transport = new StdioClientTransport({ command: process.execPath, args, env, stderr: 'ignore' });
  const first = await openAgent(transport);
  await expect(first({ picture: one, rate: 2, seq: ['sr'] }, 1)).rejects.toMatchObject({
    code: -32001,
  });
  const lost = [
    first({ seq: ['sr'], rate: 2, picture: one }),
    first({ picture: one, seq: ['sr'], rate: 2 }),
    first({ picture: two }),
    first({ picture: two }),
  ].map((call) => call.catch(() => 'lost'));
  await vi.waitFor(async () => expect(await countPaid(out)).toBe(2), patient);
  process.kill(Number(transport.pid), 'SIGKILL');
  expect(await Promise.all(lost)).toEqual(new Array(4).fill('lost'));
  finishTasks();
  const second = await overHttp(await startHere(words));
  const third = await overHttp(await startHere(words));
  const answers = await Promise.all([
    second({ picture: one, seq: ['sr'], rate: 2 }),
    third({ rate: 2, picture: one, seq: ['sr'] }),
    second({ picture: two }),
    third({ picture: two }),
  ]);
  expect(answers.map(({ isError }) => isError)).toEqual([false, false, false, false]);
  expect(answers.map(({ facts }) => facts.credits)).toEqual([0, 0, 0, 0]);
  expect(world.ledger.cost()).toBe(2);
}, 90_000);

async function originOf(child: ChildProcess): Promise<string> {
  if (!child.stderr) throw new Error('no standard error');
  const [line] = await once(createInterface(child.stderr), 'line');
  return String(addressIn(String(line)));
}

test('over HTTP an agent finds its result at a server that was restarted, and pages are refused', async () => {
  const { world, words, paths, finishTasks } = await openFolder();
  const child = spawn(process.execPath, [fromSource, cli, ...words, '--http', '0'], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const origin = await originOf(child);
  const restore = await overHttp(origin);
  const lost = restore({ picture: paths[0] }).catch(() => 'lost');
  await vi.waitFor(() => {
    expect(world.journal.entries.map(({ endpoint }) => endpoint)).toContain('status');
  }, patient);
  child.kill('SIGKILL');
  expect(await lost).toBe('lost');
  finishTasks();
  await startHere(words, new URL(origin).port);
  expect((await restore({ picture: paths[0] })).facts).toMatchObject({ credits: 0 });
  expect(world.ledger.cost()).toBe(1);
  const page = { method: 'POST', headers: { origin: 'https://example.com' } };
  expect((await fetch(origin, page)).status).toBe(403);
}, 60_000);
