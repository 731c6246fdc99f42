import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { serve } from '../src/cli/serve.ts';
import { mockFangtang } from '../src/vendors/fangtang/index.ts';

const page = readFileSync(new URL('../../../docs/mock-vendors.md', import.meta.url), 'utf8');
const blocks = [...page.matchAll(/```(\w+)\n([\s\S]*?)```/g)].map(([, language = '', body = '']) => ({
  language,
  body,
}));

const has = (...tools: string[]) =>
  tools.every((tool) => spawnSync(tool, ['--version']).error === undefined) && process.platform !== 'win32';

let folder: string;
let atOurPorts: (example: string) => string;

beforeEach(async () => {
  const server = await serve({ vendors: [mockFangtang] });
  folder = mkdtempSync(join(tmpdir(), 'mock-vendors-'));
  onTestFinished(async () => {
    await server.close();
    rmSync(folder, { recursive: true });
  });
  const { control = '', fangtang = '' } = server.origins;
  atOurPorts = (example) =>
    example.replaceAll('http://127.0.0.1:4010', control).replaceAll('http://127.0.0.1:4013', fangtang);
});

async function run(command: string, ...args: string[]): Promise<string> {
  // Bash reads its start-up file if its input is a socket.
  const child = spawn(command, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  const [out, err, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return out;
}

it.skipIf(!has('bash', 'curl', 'openssl'))('does in a terminal what the page says', async () => {
  symlinkSync(fileURLToPath(new URL('../../../examples', import.meta.url)), join(folder, 'examples'));
  const examples = blocks.flatMap(({ language, body }, i) => {
    const next = blocks[i + 1];
    const answer = next?.language === 'text' ? next.body : '…';
    return language === 'sh' && body.includes('http') ? [{ command: body, answer }] : [];
  });
  expect(examples.length).toBeGreaterThan(8);
  const mark = '=== next ===';
  const script = examples.map(({ command }) => `${command}\necho; echo '${mark}'`).join('\n');
  const outputs = (await run('bash', '-euc', atOurPorts(script))).split(mark);
  for (const [i, { answer }] of examples.entries()) expect(outputs[i]).toMatch(patternOf(answer));
});

/** `…` stands for anything. */
const patternOf = (answer: string) =>
  new RegExp(
    answer
      .trim()
      .split(/…|\n/)
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('[\\s\\S]*'),
  );

it.skipIf(!has('python3'))('does in Python what the page says', async () => {
  const { body = '' } = blocks.find(({ language }) => language === 'python') ?? {};
  expect(body).toContain('urllib');
  await run('python3', '-c', atOurPorts(body));
});
