import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { auditCommand } from '../src/audit/command.ts';
import { readAuditCommand } from '../src/audit/command-line.ts';
import { resolveOptions } from '../src/audit/options.ts';

vi.setConfig({ testTimeout: 30_000 });

let folder = '';
let client: readonly string[] = [];
const inFolder = (name: string) => join(folder, name);
const temporary = () => inFolder('tmp');

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'audit-command-test-'));
  mkdirSync(temporary());
  writeFileSync(inFolder('client.mjs'), readBalance);
  client = [process.execPath, inFolder('client.mjs')];
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeEach(() => {
  vi.stubEnv('TMPDIR', temporary());
  vi.stubEnv('PIDS', inFolder('pids'));
  writeFileSync(inFolder('pids'), '');
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

/** Reads a balance; without a word if the vendor says no. */
const readBalance = `
import { createHash } from 'node:crypto';
import { appendFileSync } from 'node:fs';
appendFileSync(process.env.PIDS, process.pid + '\\n');
const { FANGTANG_BASE_URL: url, FANGTANG_THIRD_CODE: code, FANGTANG_SECRET_KEY: key } = process.env;
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

async function run(name: 'audit' | 'replay', args: readonly string[]): Promise<Ended> {
  const told = (['stdout', 'stderr'] as const).map((stream) =>
    vi.spyOn(process[stream], 'write').mockReturnValue(true),
  );
  const code = await auditCommand(name, args);
  const [stdout = '', stderr = ''] = told.map(({ mock }) =>
    mock.calls.map(([text]) => String(text)).join(''),
  );
  vi.restoreAllMocks();
  return { code, stdout, stderr };
}

const audit = (args: readonly string[], command: readonly string[]) =>
  run('audit', ['--report', inFolder('report'), ...args, '--', ...command]);

/** Processes that have written their numbers down and are still there. */
const processesLeft = () =>
  readFileSync(inFolder('pids'), 'utf8')
    .split('\n')
    .filter((pid) => pid !== '' && isAlive(Number(pid)));

function isAlive(pid: number): boolean {
  try {
    // A process that has ended stays in the table until its parent has looked.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

function expectNothingLeft(): void {
  expect(processesLeft()).toEqual([]);
  expect(readdirSync(temporary())).toEqual([]);
}

test('an audit writes a page, JUnit, JSON and capsules, which are replayed with the same responses', async () => {
  const { code, stdout } = await audit(['--retries', '0', '--effects', 'empty'], client);
  expect(code).toBe(1);
  expect(stdout).toContain('silent-failure');
  const files = readdirSync(inFolder('report'));
  expect(files).toEqual(expect.arrayContaining(['index.html', 'junit.xml', 'report.json']));
  const report = JSON.parse(readFileSync(inFolder('report/report.json'), 'utf8'));
  expect(new Set(report.violations.map(({ rule }: { rule: string }) => rule))).toEqual(
    new Set(['silent-failure']),
  );
  const capsule = files.find((name) => name.endsWith('.capsule.json')) ?? '';
  expect(readFileSync(inFolder(`report/${capsule}`), 'utf8')).not.toContain('audit-fangtang-secret');
  const replayed = await run('replay', [inFolder(`report/${capsule}`), '--', ...client]);
  expect(replayed).toMatchObject({ code: 1, stdout: expect.not.stringContaining('Other than recorded') });
  rmSync(inFolder('report'), { recursive: true });
  expectNothingLeft();
});

const script = (text: string) => [process.execPath, '--input-type=module', '--eval', text];
const hanging = "appendFileSync(process.env.PIDS, process.pid + '\\n'); setInterval(() => {}, 1000);";
const writing = "for (;;) process.stdout.write('x'.repeat(1 << 16))";

describe('no verdict, and nothing left, of a command that', () => {
  test.each([
    ['does not exist', ['no-such-program']],
    ['never calls a mock', script('')],
    ['fails without any fault', script('process.exit(3)')],
    ['hangs', script(`import { appendFileSync } from 'node:fs'; ${hanging}`)],
    [
      'takes no notice of SIGTERM',
      script(`import { appendFileSync } from 'node:fs'; process.on('SIGTERM', () => {}); ${hanging}`),
    ],
    ['writes without end', script(writing)],
    [
      'differs from run to run',
      script(
        `${readBalance}; console.log('abcdefgh'.repeat(3).replace(/./g, (c) => Math.random() < 0.5 ? c : '-'))`,
      ),
    ],
  ])('%s', async (_what, command) => {
    const { code, stderr } = await audit(['--timeout', '1'], command);
    expect(code).toBe(2);
    expect(stderr).not.toBe('');
    expect(existsSync(inFolder('report'))).toBe(false);
    expectNothingLeft();
  });
});

test('memory does not grow with what a program writes', async () => {
  const before = process.memoryUsage.rss();
  await audit(['--timeout', '2'], ['yes', 'x'.repeat(1_000)]);
  expect(process.memoryUsage.rss() - before).toBeLessThan(200 << 20);
});

test('a result of gigabytes is compared and removed', async () => {
  const large = `${readBalance}; const { truncateSync, writeFileSync } = await import('node:fs');
    writeFileSync(process.argv[1], 'GIF89a'); truncateSync(process.argv[1], 3 * 2 ** 30);`;
  const { code, stdout } = await audit(
    ['--effects', 'label', '--retries', '0'],
    [...script(large), '{output}'],
  );
  expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining('No violations') });
  rmSync(inFolder('report'), { recursive: true });
  expectNothingLeft();
});

test.skipIf(process.platform !== 'linux')(
  'what a program starts ends with its run, daemons too',
  async () => {
    const forking = 'sleep 300 & echo $! >> "$PIDS"; setsid sleep 300 & echo $! >> "$PIDS"; exec "$0" "$@"';
    const { code } = await audit(['--effects', 'label', '--retries', '0'], ['sh', '-c', forking, ...client]);
    expect(code).toBe(0);
    expect(readFileSync(inFolder('pids'), 'utf8').split('\n').length).toBeGreaterThan(9);
    rmSync(inFolder('report'), { recursive: true });
    expectNothingLeft();
  },
);

test.each([
  ['no command', []],
  ['an unknown option', ['--nonsense', '--', 'node']],
  ['an unknown group of faults', ['--effects', 'nonsense', '--', 'node']],
  ['an unknown rule', ['--off', 'nonsense=because', '--', 'node']],
  ['a rule that is switched off without a reason', ['--off', 'hang', '--', 'node']],
  ['a budget that is no number', ['--budget', 'much', '--', 'node']],
])('%s is refused', (_what, args) => {
  expect(() => resolveOptions(readAuditCommand(args)?.options ?? {}, 1)).toThrow();
});

test.each([
  ['of another version', '{"capsule":99}'],
  ['with a field that is missing', '{"capsule":1}'],
  ['that is no JSON', 'capsule'],
])('a capsule %s is refused', async (_what, text) => {
  writeFileSync(inFolder('old.json'), text);
  const { code, stderr } = await run('replay', [inFolder('old.json'), '--', ...client]);
  expect(code).toBe(2);
  expect(stderr).toContain('capsule');
  expectNothingLeft();
});

test('Ctrl-C ends an audit with what is known, and leaves nothing', async () => {
  vi.stubEnv('NODE_DISABLE_COMPILE_CACHE', '1');
  const cli = new URL('../src/cli.ts', import.meta.url).pathname;
  const args = ['audit', '--report', inFolder('interrupted'), '--', ...client];
  const child = spawn(process.execPath, ['--conditions=@api-repack/source', cli, ...args]);
  let stdout = '';
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  // It tells its progress when the first run is judged.
  child.stderr.once('data', () => child.kill('SIGINT'));
  const [code] = await once(child, 'close');
  expect([code, stdout.includes('ended early')]).toEqual([130, true]);
  const report = JSON.parse(readFileSync(inFolder('interrupted/report.json'), 'utf8'));
  expect(report).toMatchObject({ isInterrupted: true });
  expect(report.runs.length).toBeGreaterThan(0);
  expect(report.notTried.length).toBeGreaterThan(0);
  expectNothingLeft();
});
