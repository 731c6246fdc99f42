import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it, vi } from 'vitest';
import { readCommandLine } from '../src/cli/command-line.ts';

// Each test starts the command line, which takes seconds on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

const cli = fileURLToPath(new URL('../src/cli.ts', import.meta.url));

/** The command line, and what to do when the program has written something. */
function mockVendors(
  args: readonly string[],
  onOutput: (kill: NodeJS.Process['kill'], pid: number) => void = () => {},
) {
  const child = spawn(process.execPath, ['--conditions=@api-repack/source', cli, ...args]);
  let stderr = '';
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  child.stdout.once('data', () => onOutput(process.kill.bind(process), child.pid ?? 0));
  return new Promise<{ exitCode: number | null; stderr: string }>((resolve) =>
    child.on('close', (exitCode) => resolve({ exitCode, stderr })),
  );
}

it.each([
  ['exit 7', 7],
  ['kill -9 $$', 137],
])('ends with the exit code of the program: %s', async (script, expected) => {
  const { exitCode, stderr } = await mockVendors(['run', '--', 'sh', '-c', script]);
  expect(exitCode).toBe(expected);
  expect(stderr).toContain('nothing was called');
});

it('ends with 127 if there is no such program', async () => {
  expect(await mockVendors(['run', '--', 'no-such-program'])).toMatchObject({ exitCode: 127 });
});

it('hands Ctrl-C on to the program', async () => {
  const script = 'trap "exit 9" INT; echo ready; while true; do sleep 0.1; done';
  const { exitCode } = await mockVendors(['run', '--', 'sh', '-c', script], (kill, pid) =>
    kill(pid, 'SIGINT'),
  );
  expect(exitCode).toBe(9);
});

it('hands on a signal that comes as soon as the program runs', async () => {
  const script = 'trap "exit 9" INT; kill -INT $PPID; while true; do sleep 0.1; done';
  expect(await mockVendors(['run', '--', 'sh', '-c', script])).toMatchObject({ exitCode: 9 });
});

it('reads options before --, and leaves what comes after it to the program', () => {
  expect(readCommandLine(['run', '--vendor', 'lufff', '--', 'app', '--port', 'x'])).toMatchObject({
    does: 'run',
    command: ['app', '--port', 'x'],
    options: { port: 0, vendors: [{ name: 'lufff' }] },
  });
});

it.each([[['run']], [['run', 'app']], [['run', '--']], [['run', '--json', '--', 'app']]])(
  'refuses %j',
  (args) => {
    expect(() => readCommandLine(args)).toThrow();
  },
);
