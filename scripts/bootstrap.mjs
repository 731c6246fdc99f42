// npm start, npm test, ...: installs what the repository needs, then runs scripts/<task>.ts on the Node that
// was installed with it. This file itself has only what the user has: Node 20 or newer, and npm.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const nodeFolder = join(root, 'node_modules', 'node', 'bin');
const node = join(nodeFolder, process.platform === 'win32' ? 'node.exe' : 'node');
const stamp = join(root, 'node_modules', '.installed');
const [task, ...args] = process.argv.slice(2);

function stop(message, code = 1) {
  console.error(message);
  process.exit(code);
}

/** What the installed folder must match; it holds native programs, so the platform counts. */
function wantedInstall() {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}`);
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml']) hash.update(readFileSync(join(root, file)));
  return hash.digest('hex');
}

function install() {
  const wanted = wantedInstall();
  if (existsSync(node) && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;

  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  console.log('Installing the dependencies into node_modules: 1 GB, about a minute, only when they change.');
  // One string and a shell, because on Windows npx is a .cmd file.
  const command = `npx --yes ${packageManager} install --frozen-lockfile`;
  const { status } = spawnSync(command, { cwd: root, shell: true, stdio: 'inherit' });
  if (status !== 0) stop('\nThe installation failed, see above. The same command tries again.', status ?? 1);
  writeFileSync(stamp, wanted);
}

function run(script) {
  process.env.PATH = [nodeFolder, join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter);
  Object.assign(process.env, { TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1', NO_UPDATE_NOTIFIER: '1' });

  const child = spawn(node, ['--conditions=@api-repack/source', script, ...args], {
    cwd: root,
    stdio: 'inherit',
  });
  // Ctrl-C reaches the child by itself; a kill does not. Either way the child decides how to end.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  child.on('exit', (code) => process.exit(code ?? 1));
}

const tasks = readdirSync(join(root, 'scripts')).flatMap((file) => /^([^.]+)\.ts$/.exec(file)?.[1] ?? []);
if (!tasks.includes(task)) stop(`There is no task "${task ?? ''}". Tasks: ${tasks.join(', ')}`);
install();
run(join(root, 'scripts', `${task}.ts`));
