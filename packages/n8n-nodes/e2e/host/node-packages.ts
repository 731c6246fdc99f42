import { spawnSync } from 'node:child_process';
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ICredentialType } from 'n8n-workflow';
import { root } from './install.ts';

/** A package of this repository that n8n can load. */
export interface NodePackage {
  readonly name: string;
  readonly folder: string;
  /** Built files, relative to the folder. */
  readonly credentials: readonly string[];
}

export function listNodePackages(): NodePackage[] {
  return globSync('packages/n8n-nodes/*/package.json', { cwd: root })
    .sort()
    .flatMap((file) => {
      const { name, n8n } = JSON.parse(readFileSync(join(root, file), 'utf8'));
      return n8n ? [{ name, folder: join(root, dirname(file)), credentials: n8n.credentials }] : [];
    });
}

export function buildNodePackages(): void {
  for (const { folder } of listNodePackages()) run('pnpm', ['run', 'build'], folder);
}

/** Packs each package as for the registry, and unpacks it where n8n keeps those that users install. */
export function installNodePackages(nodesFolder: string): void {
  const packed = mkdtempSync(join(tmpdir(), 'n8n-nodes-'));
  try {
    for (const { name, folder } of listNodePackages()) {
      const archive = join(packed, `${name}.tgz`);
      run('pnpm', ['pack', '--out', archive], folder);
      const target = join(nodesFolder, 'node_modules', name);
      rmSync(target, { recursive: true, force: true });
      mkdirSync(target, { recursive: true });
      run('tar', ['-xzf', archive, '--strip-components=1'], target);
    }
  } finally {
    rmSync(packed, { recursive: true, force: true });
  }
}

export function credentialTypesOf({ folder, credentials }: NodePackage): ICredentialType[] {
  const require = createRequire(join(folder, 'package.json'));
  return credentials.map((file) => {
    const [CredentialType] = Object.values(require(`./${file}`)) as [new () => ICredentialType];
    return new CredentialType();
  });
}

function run(command: string, args: string[], cwd: string): void {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (status !== 0)
    throw new Error(`${command} ${args.join(' ')} in ${cwd} failed\n${error?.message ?? stdout + stderr}`);
}
