import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { expectCalls, type MockServer, serve } from '@api-repack/mock-vendors';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type RunProgramOptions, runProgram } from '../src/run/run-program.ts';

const program = (name: string) => fileURLToPath(new URL(`programs/${name}`, import.meta.url));
const works = ([file = '', ...args]: readonly string[]) => spawnSync(file, args).status === 0;

let server: MockServer;
beforeAll(async () => {
  server = await serve({ taskTiming: { mode: 'immediate' } });
});
afterAll(() => server.close());
beforeEach(() => server.world.reset());

const run = (command: readonly string[], options: Partial<RunProgramOptions> = {}) =>
  runProgram({ command, server, timeoutMs: 20_000, maxOutputBytes: 10_000, ...options });

const python = existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3';
const node = process.execPath;

/** Each has the vendor's real address in it, starts a task there and fetches the result from its bucket's real host. */
const clients: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ['curl', ['curl', '--version'], ['sh', program('client.sh')]],
  ["Python's urllib", [python, '--version'], [python, program('urllib_client.py')]],
  ["Python's requests", [python, '-c', 'import requests'], [python, program('requests_client.py')]],
  ["Node's fetch", [node, '--version'], [node, program('fetch-client.mjs')]],
  ['axios', [node, '--version'], [node, program('axios-client.mjs')]],
  ['undici', [node, '--version'], [node, program('undici-client.mjs')]],
  ["PHP's curl", ['php', '-r', 'exit((int) !function_exists("curl_init"));'], ['php', program('client.php')]],
  ["Java's HttpClient", ['javac', '-version'], ['java', program('Client.java')]],
];

for (const [name, probe, command] of clients)
  it.skipIf(!works(probe))(`answers ${name} at the vendors' real hosts`, { timeout: 30_000 }, async () => {
    const { exitCode, stdout, stderr, refusedHosts } = await run(command);
    expect({ exitCode, stderr: exitCode === 0 ? '' : String(stderr), refusedHosts }).toEqual({
      exitCode: 0,
      stderr: '',
      refusedHosts: [],
    });
    expect(String(stdout).split('\n')[0]).toBe('image/png');
    expectCalls(server.world).inOrder(
      { endpoint: 'createSegmentation', method: 'POST' },
      { vendor: 'aliyun-oss', endpoint: 'getObject', status: 200 },
    );
  });

it('answers ali-oss, which takes no notice of proxies', { timeout: 30_000 }, async () => {
  const { exitCode, stdout } = await run([node, program('ali-oss-client.mjs')]);
  expect({ exitCode, stdout: String(stdout) }).toEqual({ exitCode: 0, stdout: 'hello\n' });
});

it('refuses what Node sends to hosts that are no vendors', async () => {
  const script =
    "for (const url of ['http://a.example/', 'https://b.example/']) console.log((await fetch(url)).status)";
  const { stdout, refusedHosts } = await run([node, '--input-type=module', '-e', script]);
  expect({ stdout: String(stdout), refusedHosts }).toEqual({
    stdout: '403\n403\n',
    refusedHosts: ['a.example', 'b.example'],
  });
});

describe.skipIf(!works(['curl', '--version']))('curl', () => {
  it("checks signatures of a bucket's real host", async () => {
    const { stdout } = await run(['sh', program('client.sh')]);
    expect(String(stdout).trim().split('\n')).toEqual(['image/png', '403']);
  });

  it('reaches no host that is no vendor', async () => {
    const { exitCode, refusedHosts } = await run([
      'sh',
      '-c',
      'curl -s http://a.example/; curl -s https://b.example:8443',
    ]);
    expect(exitCode).toBe(56);
    expect(refusedHosts).toEqual(['a.example', 'b.example:8443']);
  });

  it('names the host whose certificate it does not trust', async () => {
    const { exitCode, distrustedHosts } = await run([
      'sh',
      '-c',
      'unset CURL_CA_BUNDLE SSL_CERT_FILE; curl -s https://aipic.lufff.com/',
    ]);
    expect(exitCode).toBeGreaterThan(0);
    expect(distrustedHosts).toEqual(['aipic.lufff.com']);
  });

  it('reaches the mocks by their base URLs, too', async () => {
    const { exitCode } = await run([
      'sh',
      '-c',
      'curl -fsS "$PICWISH_BASE_URL/api/customers/package-credits" -H "X-API-KEY: $PICWISH_API_KEY"',
    ]);
    expect(exitCode).toBe(0);
  });
});

it('gives the exit code of the program', async () => {
  expect(await run(['sh', '-c', 'exit 7'])).toMatchObject({ exitCode: 7, signal: null, timedOut: false });
});

it('says that a program does not exist', async () => {
  await expect(run(['no-such-program'])).rejects.toThrow('no-such-program');
});

it('ends a program that hangs, with all that it has started', async () => {
  const script = 'sleep 1000 & echo $!; setsid sleep 1000 & echo $!; sleep 1000';
  const { exitCode, signal, timedOut, stdout } = await run(['sh', '-c', script], { timeoutMs: 300 });
  expect({ exitCode, signal, timedOut }).toEqual({ exitCode: null, signal: 'SIGTERM', timedOut: true });
  const started = String(stdout).trim().split('\n').map(Number);
  expect(started).toHaveLength(2);
  for (const pid of started) expect(isAlive(pid)).toBe(false);
});

/** A process that has ended stays in the table until its parent has looked. */
const isAlive = (pid: number): boolean => {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)]);
  return /^[^Z]/.test(String(stdout).trim());
};

it('ends a program when it is told to', async () => {
  const signal = AbortSignal.timeout(200);
  expect(await run(['sleep', '1000'], { signal })).toMatchObject({ signal: 'SIGTERM', timedOut: false });
});

it('keeps the beginning of an output without end', async () => {
  const { stdout, timedOut } = await run(['yes'], { timeoutMs: 300, maxOutputBytes: 1_000 });
  expect({ size: stdout.length, timedOut }).toEqual({ size: 1_000, timedOut: true });
});

it('leaves no file behind', async () => {
  const { stdout } = await run(['sh', '-c', 'ls "$SSL_CERT_FILE" && dirname "$SSL_CERT_FILE"']);
  const [file = '', folder = ''] = String(stdout).split('\n');
  expect(file).not.toBe('');
  expect(readdirSync(tmpdir())).not.toContain(folder.split('/').at(-1));
});
