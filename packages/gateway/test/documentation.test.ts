import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { flagOf, settings, variableOf } from '../src/settings.ts';
import { openGateway } from './helpers/gateway.ts';

const read = (name: string) => readFileSync(new URL(`../../../docs/${name}.md`, import.meta.url), 'utf8');
const page = read('gateway');

interface Example {
  readonly command: string;
  /** What the page says that the answer looks like. */
  readonly answer: object | undefined;
}

const pages = page + read('from-the-original-service');
const blocks = [...pages.matchAll(/```(sh|json)\n([\s\S]*?)```/g)].map(([, language, text = '']) => ({
  language,
  text,
}));
const examples = blocks.flatMap(({ language, text }, i): Example[] => {
  if (language !== 'sh' || !text.includes('curl')) return [];
  const next = blocks[i + 1];
  return [{ command: text, answer: next?.language === 'json' ? JSON.parse(next.text) : undefined }];
});

/** Runs commands in one shell, and gives the output of each. */
async function run(commands: readonly string[], folder: string): Promise<string[]> {
  const mark = '\n=== next ===\n';
  const script = commands
    .map((command) => `set -e\n${command}\nprintf '${mark.replaceAll('\n', '\\n')}'`)
    .join('\n');
  // Bash reads its start-up file if its input is a socket.
  const shell = spawn('bash', ['-c', script.replaceAll('curl ', 'curl --silent --show-error --fail ')], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  shell.stdout.on('data', (chunk) => {
    output += chunk;
  });
  shell.stderr.on('data', (chunk) => {
    output += chunk;
  });
  await once(shell, 'close');
  return output.split(mark).slice(0, -1);
}

test.skipIf(process.platform === 'win32')(
  'every curl example of the pages works and answers as it says',
  async () => {
    const { origin } = await openGateway();
    const folder = mkdtempSync(join(tmpdir(), 'gateway-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    symlinkSync(fileURLToPath(new URL('../../../examples', import.meta.url)), join(folder, 'examples'));
    const commands = examples.map(({ command }) => command.replaceAll('http://127.0.0.1:8080', origin));
    const outputs = await run(commands, folder);
    expect(outputs).toHaveLength(examples.length);
    expect(examples.length).toBeGreaterThanOrEqual(10);
    for (const [i, { answer }] of examples.entries())
      if (answer) expect(Object.keys(JSON.parse(outputs[i] ?? ''))).toEqual(Object.keys(answer));
    expect(readFileSync(join(folder, 'restored.jpg')).subarray(0, 2)).toEqual(Buffer.from([0xff, 0xd8]));
  },
  60_000,
);

test('every setting is on the page', () => {
  for (const name of Object.keys(settings))
    expect(page).toContain(`| \`--${flagOf(name)}\` | \`${variableOf(name)}\` | \`${name}\` |`);
});
