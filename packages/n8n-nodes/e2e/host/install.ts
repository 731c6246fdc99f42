import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../../..', import.meta.url));
const folder = join(root, '.n8n-host');
const stamp = join(folder, '.installed');

/** The newest that installs: 2.41.3 needs an n8n-core that is not in the registry. */
const n8nVersion = '2.41.1';
const files: Readonly<Record<string, string>> = {
  'package.json': JSON.stringify({ private: true, dependencies: { n8n: n8nVersion } }, null, 2),
  // A newer linkedom needs a package that is not in the registry. Of the native programs n8n can do without the rest.
  'pnpm-workspace.yaml': `packages: []
overrides:
  linkedom: 0.18.12
allowBuilds:
  isolated-vm: true
  sqlite3: true
strictDepBuilds: false
`,
};

/** The installation must match these; it holds native programs, so the platform counts. */
function wantedInstall(): string {
  const parts = [process.platform, process.arch, process.versions.modules, ...Object.values(files)];
  return createHash('sha256').update(parts.join('\n')).digest('hex');
}

/** Where things of the host are kept between runs, such as the folder in which its users' data is. */
export const hostFolder = (name: string): string => join(folder, name);

/** The n8n program, if it is installed. */
export function installedN8n(): string | undefined {
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wantedInstall()) return undefined;
  return join(folder, 'node_modules/n8n/bin/n8n');
}

/** Installs n8n into a folder of its own, because its 2 GB are of use to nobody who does not run it. */
export function installN8n(print: (line: string) => void): string {
  const installed = installedN8n();
  if (installed) return installed;

  print(`Installing n8n ${n8nVersion} into .n8n-host: 2 GB, two to five minutes, only once.`);
  rmSync(stamp, { force: true });
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const { status } = spawnSync('pnpm', ['install', '--prod', '--reporter=append-only', '--loglevel=warn'], {
    cwd: folder,
    env: { ...process.env, ...nodeHeaders() },
    shell: process.platform === 'win32',
    stdio: 'inherit',
  });
  if (status !== 0)
    throw new Error(
      'n8n could not be installed, see above. If sqlite3 is what failed, it needs python3, make and a C++ compiler.',
    );
  writeFileSync(stamp, wantedInstall());
  return join(folder, 'node_modules/n8n/bin/n8n');
}

/**
 * sqlite3 is compiled where its ready-made program cannot be downloaded, and that needs Node's headers. Those of
 * another version do, because it uses nothing but Node-API.
 */
function nodeHeaders(): Record<string, string> {
  const prefixes = [join(dirname(process.execPath), '..'), '/usr/local', '/usr'];
  const found = prefixes.find((prefix) => existsSync(join(prefix, 'include/node/node_api.h')));
  return found && !process.env.npm_config_nodedir ? { npm_config_nodedir: found } : {};
}
