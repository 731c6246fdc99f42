import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serve } from '@api-repack/mock-vendors';
import { XMLParser } from 'fast-xml-parser';
import { expect, onTestFinished, test } from 'vitest';
import { readContractCommand } from '../src/contract/command-line.ts';

const cli = new URL('../src/cli.ts', import.meta.url).pathname;

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const run = (args: readonly string[], env: Record<string, string> = {}): Promise<Ended> =>
  new Promise((resolve) => {
    const all = ['--conditions=@api-repack/source', cli, 'contract', ...args];
    const options = { timeout: 60_000, env: { ...process.env, ...env } };
    const child = execFile(process.execPath, all, options, (_error, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    );
  });

async function target(settings: Readonly<Record<string, object>> = {}): Promise<string> {
  const { origins, close } = await serve({ settings, taskTiming: { mode: 'immediate' } });
  onTestFinished(close);
  return origins.fangtang ?? '';
}

test('a mock matches, and the reports say so', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'contract-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const args = ['--vendor', 'fangtang', '--target', await target(), '--report', folder];
  const { code, stdout } = await run(args);
  expect(code).toBe(0);
  expect(stdout).toContain('uploads');
  const report = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'));
  expect(report).toMatchObject({ vendor: 'fangtang', counts: { differs: 0 }, credits: 3 });
  const junit = new XMLParser({ ignoreAttributes: false }).parse(readFileSync(join(folder, 'junit.xml')));
  expect(junit.testsuites.testsuite.testcase).toHaveLength(report.results.length);
  expect(junit.testsuites.testsuite['@_failures']).toBe('0');
  expect(readFileSync(join(folder, 'index.html'), 'utf8')).toContain('"vendor":"fangtang"');
}, 60_000);

test('a target that differs ends with 1, and JSON names the field', async () => {
  const settings = { fangtang: { downloadTooEarly: 500, retentionS: -1 } };
  const args = ['--vendor', 'fangtang', '--target', await target(settings), '--json'];
  const { code, stdout } = await run(args);
  expect(code).toBe(1);
  const { results } = JSON.parse(stdout);
  const kinds = results.flatMap(({ differences }: { differences: { kind: string }[] }) =>
    differences.map(({ kind }) => kind),
  );
  expect(kinds.length).toBeGreaterThan(0);
}, 60_000);

test('wrong credentials in variables end with 2, and are not printed', async () => {
  const env = { FANGTANG_SECRET_KEY: 'not-the-secret' };
  const { code, stderr } = await run(['--vendor', 'fangtang', '--target', await target()], env);
  expect(code).toBe(2);
  expect(stderr).not.toContain('not-the-secret');
}, 60_000);

test.each([
  ['no vendor', ['--target', 'http://127.0.0.1:1']],
  ['no target', ['--vendor', 'fangtang']],
  ['an unknown option', ['--vendr', 'fangtang']],
  ['a limit that is no number', ['--vendor', 'fangtang', '--target', 'http://127.0.0.1:1', '--cap', 'ten']],
])('%s is refused', (_, args) => {
  expect(() => readContractCommand(args, {})).toThrow();
});
