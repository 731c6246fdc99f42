// Installs the tarballs with plain npm in an empty folder, and uses them there: npm run pack:test
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

await import('./pack.ts');

const folder = mkdtempSync(join(tmpdir(), 'api-repack-'));
const tarballs = globSync(resolve('out/packages/api-repack-*.tgz'));
const devDependencies = readDependencies('package.json');
/** undici is CommonJS, whose `require` a bundle in ES modules needs. */
const requireBanner =
  "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

function readDependencies(file: string): Readonly<Record<string, string>> {
  return JSON.parse(readFileSync(file, 'utf8')).devDependencies;
}

const run = (command: string, args: readonly string[]): string =>
  execFileSync(command, args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });

const bin = (name: string): string => join(folder, 'node_modules/.bin', name);

function install(): void {
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  const tools = ['esbuild', 'typescript'].map((name) => `${name}@${versionOf(name)}`);
  run('npm', ['install', '--no-audit', '--no-fund', ...tarballs, ...tools, '@types/node']);
}

/** As it is installed here: some versions come from the catalog of the workspace. */
function versionOf(name: string): string {
  if (!(name in devDependencies)) throw new Error(`${name} is no dependency of the repository`);
  return JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8')).version;
}

function importAll(): void {
  const { exports } = JSON.parse(readFileSync('packages/core/package.json', 'utf8'));
  const entries = Object.keys(exports).filter((entry) => !entry.includes('*'));
  // Its database driver and its OSS client are optional peers, which npm leaves out.
  const own = entries.filter((entry) => !/postgres|ali-oss/.test(entry));
  const names = [...own.map((entry) => join('@api-repack/core', entry)), '@api-repack/mock-vendors'];
  run(process.execPath, ['-e', names.map((name) => `await import('${name}');`).join('\n')]);
}

function checkVersions(): void {
  const { version } = JSON.parse(readFileSync('packages/gateway/package.json', 'utf8'));
  const said = run(bin('api-repack'), ['--version']).trim();
  if (said !== version) throw new Error(`api-repack --version says ${said} and not ${version}`);
}

/** Runs the work while the mocks of the tarball are there, on a free port. */
async function withMocks(work: (origin: string) => void): Promise<void> {
  const mocks = spawn(bin('mock-vendors'), ['--vendor', 'fangtang', '--port', '0'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(mocks, 'exit');
  try {
    for await (const line of createInterface(mocks.stdout)) {
      const [, origin] = /^fangtang\s+(http\S+)/.exec(line) ?? [];
      if (origin) return work(origin);
    }
    throw new Error('the mock vendors did not start');
  } finally {
    mocks.kill();
    await exited;
  }
}

/** The example of the README, checked by the compiler, bundled, and run. */
function runExample(origin: string): void {
  const code = /```ts\n([\s\S]*?)```/.exec(readFileSync('README.md', 'utf8'))?.[1] ?? '';
  writeFileSync(join(folder, 'photo.ts'), code.replace('http://127.0.0.1:4013', origin));
  cpSync('examples/photos/camera.png', join(folder, 'examples/photos/camera.png'));
  run(bin('tsc'), ['--noEmit', '--strict', '--module', 'nodenext', '--types', 'node', 'photo.ts']);
  const bundle = ['--bundle', '--platform=node', '--format=esm', `--banner:js=${requireBanner}`];
  run(bin('esbuild'), ['photo.ts', ...bundle, '--outfile=photo.mjs', '--log-level=warning']);
  run(process.execPath, ['photo.mjs']);
  if (globSync(join(folder, 'image.*')).length === 0)
    throw new Error('the example of the README wrote no picture');
}

try {
  install();
  checkVersions();
  importAll();
  await withMocks(runExample);
  console.log('The tarballs install, import, bundle and run.');
} finally {
  rmSync(folder, { recursive: true, force: true });
}
