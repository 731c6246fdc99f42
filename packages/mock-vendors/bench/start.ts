import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { median } from './processes/rate.ts';

export const name = 'mock vendors: from nothing to the first answer, beside bare Fastify';

const rounds = 9;
const pathOf = (file: string) => fileURLToPath(new URL(file, import.meta.url));
const cli = pathOf('../dist/cli.js');
const commands = {
  bare: ['--input-type=module', '--eval', bareProgram()],
  mock: [cli, '--port', '0', '--json'],
};

export async function run(): Promise<void> {
  if (!existsSync(cli)) throw new Error('there is no dist/cli.js: run pnpm build first');
  const times = { bare: [] as number[], mock: [] as number[] };
  for (let i = 0; i < rounds; i++)
    for (const peer of ['bare', 'mock'] as const) times[peer].push(await firstAnswer(commands[peer]));
  const [bare, mock] = [median(times.bare), median(times.mock)];
  const ratio = median(times.mock.map((ms, i) => ms / (times.bare[i] as number)));
  console.log('bare Fastify   all vendors   ratio    goal');
  console.log(
    `${bare.toFixed(0)} ms`.padStart(12),
    `${mock.toFixed(0)} ms`.padStart(13),
    ratio.toFixed(2).padStart(7),
    '  ≤ 1.2',
  );
}

async function firstAnswer(args: readonly string[]): Promise<number> {
  const begin = performance.now();
  const child = spawn(process.execPath, args, { cwd: pathOf('..'), stdio: ['ignore', 'pipe', 'inherit'] });
  await fetch(await originOf(child));
  const ms = performance.now() - begin;
  child.kill();
  return ms;
}

async function originOf(child: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: child.stdout as NodeJS.ReadableStream })) {
    const origin = /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0];
    if (origin) return origin;
  }
  throw new Error('a server of the bench ended early');
}

function bareProgram(): string {
  return `import Fastify from 'fastify';
    const app = Fastify();
    app.get('/', async () => ({}));
    console.log(await app.listen({ port: 0, host: '127.0.0.1' }));`;
}
