import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readAuditCommand } from '../src/audit/command-line.ts';
import { resolveOptions } from '../src/audit/options.ts';

const cli = new URL('../src/cli.ts', import.meta.url).pathname;

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'audit-command-test-'));
  writeFileSync(join(folder, 'client.mjs'), client);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Reads a balance; without a word if the vendor says no. */
const client = `
const { FANGTANG_BASE_URL: url, FANGTANG_THIRD_CODE: code, FANGTANG_SECRET_KEY: key } = process.env;
const { createHash } = await import('node:crypto');
const seconds = Math.floor(Date.now() / 1000);
const token = createHash('md5').update(key + seconds).digest('hex') + ',' + seconds;
const body = new URLSearchParams({ third_code: code });
const response = await fetch(url + '/api/third/company/nums', { method: 'POST', headers: { token }, body, signal: AbortSignal.timeout(900) });
const answer = await response.json();
if (answer.code === 200) console.log(JSON.stringify({ left: answer.data.nums }));
`;

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const run = (args: readonly string[], { interrupt = false } = {}): Promise<Ended> =>
  new Promise((resolve) => {
    const all = ['--conditions=@api-repack/source', cli, ...args];
    const child = execFile(
      process.execPath,
      all,
      { cwd: folder, timeout: 60_000 },
      (_error, stdout, stderr) => {
        resolve({ code: child.exitCode ?? -1, stdout, stderr });
      },
    );
    if (interrupt) child.stderr?.once('data', () => child.kill('SIGINT'));
  });

const leftovers = () => readdirSync(tmpdir()).filter((name) => name.startsWith('mock-vendors-audit-'));

test('an audit writes a page, JUnit, JSON and capsules, which are replayed with the same responses', async () => {
  const { code, stdout } = await run([
    'audit',
    '--report',
    'out',
    '--retries',
    '0',
    '--',
    'node',
    'client.mjs',
  ]);
  expect(code).toBe(1);
  expect(stdout).toContain('silent-failure');
  const files = readdirSync(join(folder, 'out'));
  expect(files).toEqual(expect.arrayContaining(['index.html', 'junit.xml', 'report.json']));
  const report = JSON.parse(readFileSync(join(folder, 'out', 'report.json'), 'utf8'));
  expect(new Set(report.violations.map(({ rule }: { rule: string }) => rule))).toEqual(
    new Set(['silent-failure']),
  );
  const capsule = files.find((name) => name.endsWith('.capsule.json')) ?? '';
  expect(readFileSync(join(folder, 'out', capsule), 'utf8')).not.toContain('audit-fangtang-secret');
  const replayed = await run(['replay', join('out', capsule), '--', 'node', 'client.mjs']);
  expect(replayed).toMatchObject({ code: 1, stdout: expect.not.stringContaining('Other than recorded') });
}, 60_000);

test.each([
  ['does not exist', ['no-such-program'], 2],
  ['never calls a mock', ['node', '-e', '0'], 2],
  ['fails without any fault', ['node', '-e', 'process.exit(3)'], 2],
  [
    'writes without end and does not end',
    ['node', '-e', 'for(;;) process.stdout.write("x".repeat(65536))'],
    2,
  ],
])(
  'a command that %s gets no verdict, and leaves nothing',
  async (_what, command, expected) => {
    const { code } = await run(['audit', '--timeout', '2', '--', ...command]);
    expect(code).toBe(expected);
    expect(leftovers()).toEqual([]);
    expect(existsSync(join(folder, 'audit'))).toBe(false);
  },
  30_000,
);

test('a program that differs from run to run gets no verdict', async () => {
  const { code, stderr } = await run([
    'audit',
    '--',
    'node',
    '--eval',
    `${client}; console.log(Array.from({ length: 12 }, () => 'abcdefgh'[Math.floor(Math.random() * 8)]).join(''))`,
    '--input-type=module',
  ]);
  expect(code).toBe(2);
  expect(stderr).toContain('differ');
}, 30_000);

test.each([
  ['no command', []],
  ['an unknown option', ['--nonsense', '--', 'node']],
  ['an unknown rule', ['--off', 'nonsense=because', '--', 'node']],
  ['a rule that is switched off without a reason', ['--off', 'hang', '--', 'node']],
  ['a budget that is no number', ['--budget', 'much', '--', 'node']],
])('%s is refused', (_what, args) => {
  expect(() => resolveOptions(readAuditCommand(args)?.options ?? {}, 1)).toThrow();
});

test('a capsule of another version is refused', async () => {
  writeFileSync(join(folder, 'old.json'), JSON.stringify({ capsule: 99 }));
  const { code, stderr } = await run(['replay', 'old.json', '--', 'node', 'client.mjs']);
  expect(code).toBe(2);
  expect(stderr).toContain('99');
});

test('Ctrl-C ends an audit with what is known, and leaves nothing', async () => {
  const { code, stdout } = await run(['audit', '--report', 'interrupted', '--', 'node', 'client.mjs'], {
    interrupt: true,
  });
  expect([code, stdout.includes('ended early')]).toEqual([130, true]);
  expect(leftovers()).toEqual([]);
}, 30_000);
