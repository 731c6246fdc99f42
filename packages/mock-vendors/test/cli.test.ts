import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { help, readCommandLine } from '../src/cli/command-line.ts';
import { mockVendors } from '../src/vendors.ts';

const cli = fileURLToPath(new URL('../src/cli.ts', import.meta.url));
const built = fileURLToPath(new URL('../dist/cli.js', import.meta.url));
const children: ChildProcess[] = [];

const run = (...args: string[]) => start('--conditions=@api-repack/source', cli, ...args);

function start(...args: string[]) {
  const child = spawn(process.execPath, args);
  children.push(child);
  return child;
}

async function finished(child: ReturnType<typeof run>) {
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  return { out, err, code };
}

/** The first line it prints, as JSON. */
async function ready(child: ReturnType<typeof run>) {
  const [line] = await once(child.stdout, 'data');
  return JSON.parse(String(line));
}

afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
});

describe.concurrent('the process', { timeout: 30_000 }, () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('serves until %s, then ends cleanly', async (signal) => {
    const child = run('--port', '0', '--vendor', 'fangtang', '--json');
    const end = finished(child);
    const started = await ready(child);
    expect(started.vendors).toEqual([
      {
        name: 'fangtang',
        url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
        demoCredentials: mockVendors.find(({ name }) => name === 'fangtang')?.demoCredentials('main'),
      },
    ]);
    expect(await (await fetch(`${started.console}/health`)).json()).toMatchObject({ ok: true });
    const stream = await fetch(`${started.console}/journal/stream`);
    child.kill(signal);
    expect(await end).toMatchObject({ code: 0, err: '' });
    await stream.text().catch(() => undefined);
  });

  it('prints where the vendors are and what to type into a client', async () => {
    const child = run('--port', '0', '--task-ms', '0');
    const [printed] = await once(child.stdout, 'data');
    for (const { name, demoCredentials } of mockVendors)
      for (const value of [name, ...Object.values(demoCredentials('main')[0] ?? {})])
        expect(String(printed)).toContain(value);
    expect(String(printed)).toMatch(/Console: .*http:\/\/127\.0\.0\.1:\d+/);
  });

  it('says which port is taken, and by whom it was wanted', async () => {
    const { port, server } = await takenPort();
    const base = port - 3;
    const { code, err } = await finished(run('--port', String(base), '--vendor', 'fangtang'));
    server.close();
    expect(err).toContain(`port ${port}, for fangtang, is taken`);
    expect(err).toContain('--port');
    expect(code).toBe(1);
  });

  it('refuses what it does not know with one line', async () => {
    const { code, err, out } = await finished(run('--vendor', 'nobody'));
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err.trimEnd()).not.toContain('\n');
    for (const { name } of mockVendors) expect(err).toContain(name);
  });

  it('lists the errors of a vendor', async () => {
    const { code, err, out } = await finished(run('errors', 'fangtang'));
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^noCredits \(9101; quota\)\n {2}says .*\n {2}trigger {3}an upload/m);
  });

  it('writes a seed file once, and starts from it', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'cli-')), 'seed.yaml');
    expect(await finished(run('init', file))).toMatchObject({ code: 0, err: '' });
    expect((await finished(run('init', file))).err).toBe(
      `mock-vendors: ${file} is there already: give another name\n`,
    );
    const { console } = await ready(run('--port', '0', '--json', '--seed-file', file, '--watch'));
    expect(await (await fetch(`${console}/accounts`)).json()).toContainEqual({
      ...{ vendor: 'fangtang', name: 'my-shop', left: 3 },
    });
    writeFileSync(file, 'clok: {}');
    const { code, err } = await finished(run('--seed-file', file, '--port', '0'));
    expect(err).toBe(
      `mock-vendors: ${file}: line 1, column 7: clok: is not known here; did you mean clock?\n`,
    );
    expect(code).toBe(1);
    rmSync(dirname(file), { recursive: true });
  });

  it.skipIf(!existsSync(built))('finds its files and its later parts when it is built, too', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'cli-'));
    const file = join(folder, 'seed.json');
    writeFileSync(file, '{"accounts": {"fangtang": {"my-shop": {"left": 3}}}}');
    const options = ['--port', '0', '--json', '--seed-file', file, '--data', join(folder, 'data')];
    const { console } = await ready(start(built, ...options));
    const answers = ['/', '/console/main.js', '/openapi.json', '/seed-schema.json', '/journal.har'].map(
      async (path) => (await fetch(console + path)).status,
    );
    expect(await Promise.all(answers)).toEqual([200, 200, 200, 200, 200]);
    rmSync(folder, { recursive: true });
  });

  it('does not let other machines in without a token', async () => {
    const { code, err } = await finished(run('--host', '0.0.0.0', '--port', '0'));
    expect(err).toMatch(
      /^mock-vendors: --host 0\.0\.0\.0 lets other machines in: give a --control-token too/,
    );
    expect(code).toBe(1);
  });

  it('prints help and version', async () => {
    const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
    const [helped, versioned] = await Promise.all([finished(run('--help')), finished(run('--version'))]);
    expect(helped).toEqual({ code: 0, err: '', out: help });
    expect(versioned).toEqual({ code: 0, err: '', out: `${JSON.parse(manifest).version}\n` });
  });
});

/** A port that somebody listens to, with room below it. */
async function takenPort() {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return { server, port: (server.address() as { port: number }).port };
}

describe('the command line', () => {
  const optionsOf = (...args: string[]) => {
    const command = readCommandLine(args);
    if (command.does !== 'serve') throw new Error(`it does ${command.does}`);
    return command.options;
  };

  it('starts everything on this machine by default', () => {
    const { clock, vendors, ...rest } = optionsOf();
    expect(rest).toEqual({
      port: 4010,
      host: '127.0.0.1',
      taskTiming: { mode: 'timed', minMs: 2000, maxMs: 4000 },
    });
    expect(vendors).toEqual(mockVendors);
    expect(clock?.speed).toBe(1);
  });

  it('reads every option', () => {
    const { clock, vendors, ...rest } = optionsOf(
      ...['--vendor', 'fangtang', '--vendor', 'aliyun-oss', '--port', '5010', '--host', '0.0.0.0'],
      ...['--task-ms', '500', '--seed', 'two', '--speed', '60', '--guests', '--allow-real-keys'],
    );
    expect(rest).toEqual({
      port: 5010,
      host: '0.0.0.0',
      taskTiming: { mode: 'timed', minMs: 500, maxMs: 500 },
      seed: 'two',
      settings: { 'picwish-web': { guests: true } },
      allowRealKeys: true,
    });
    expect(vendors?.map(({ name }) => name).sort()).toEqual(['aliyun-oss', 'fangtang']);
    expect(clock?.speed).toBe(60);
  });

  it('knows the errors of every vendor, and who is no vendor', () => {
    expect(readCommandLine(['errors'])).toEqual({ does: 'errors', vendors: mockVendors });
    expect(() => readCommandLine(['errors', 'nobody'])).toThrow('Unknown vendor nobody');
    expect(readCommandLine(['errors', '--help'])).toEqual({ does: 'help' });
  });

  it('ends tasks at once for --task-ms 0', () => {
    expect(optionsOf('--task-ms', '0').taskTiming).toEqual({ mode: 'immediate' });
  });

  it.each([
    [['--port', '-1'], /port/],
    [['--port=-1'], /--port -1: give a number from 0/],
    [['--port', '70000'], /--port 70000: give a whole number from 0 to 6553\d/],
    [['--port', '40.5'], /whole number/],
    [['--port', ''], /give a number/],
    [['--task-ms', '4000-2000'], /--task-ms 4000-2000: give milliseconds, for example/],
    [['--task-ms', 'fast'], /--task-ms fast/],
    [['--speed', 'fast'], /--speed fast: give a number from 0/],
    [['--watch'], /--watch needs a --seed-file/],
    [['--vendor', 'fangtan'], /did you mean fangtang/],
    [['--colour'], /--colour.*see mock-vendors --help/],
    [['fangtang'], /Unknown command fangtang: see mock-vendors --help/],
    [['adit', '--', 'true'], /Unknown command adit.*did you mean audit/],
    [['init', 'a.yaml', 'b.yaml'], /one file/],
    [['run', 'python', 'app.py'], /program after --/],
    [['run', 'app.py', '--', 'true'], /app\.py/],
  ])('refuses %j', (args, message) => {
    expect(() => readCommandLine(args)).toThrow(message);
  });
});
