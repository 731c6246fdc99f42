import { spawnSync } from 'node:child_process';
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ICredentialType, INodeType } from 'n8n-workflow';
import { root } from './install.ts';

/** A package of this repository that n8n can load. */
export interface NodePackage {
  readonly name: string;
  readonly folder: string;
  /** Built files, relative to the folder. */
  readonly credentials: readonly string[];
  readonly nodes: readonly string[];
}

export function listNodePackages(): NodePackage[] {
  return globSync('packages/n8n-nodes/*/package.json', { cwd: root })
    .sort()
    .flatMap((file) => {
      const { name, n8n } = JSON.parse(readFileSync(join(root, file), 'utf8'));
      return n8n ? [{ ...n8n, name, folder: join(root, dirname(file)) }] : [];
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

export interface BuiltNode {
  /** As in workflows: `n8n-nodes-fangtang.fangtang`. */
  readonly type: string;
  readonly node: INodeType;
  readonly folder: string;
}

export const nodesOf = ({ name, folder, nodes }: NodePackage): BuiltNode[] =>
  nodes.map((file) => {
    const node = load<INodeType>(folder, file);
    return { type: `${name}.${node.description.name}`, node, folder: join(folder, dirname(file)) };
  });

export const credentialTypesOf = ({ folder, credentials }: NodePackage): ICredentialType[] =>
  credentials.map((file) => load<ICredentialType>(folder, file));

function load<T>(folder: string, file: string): T {
  const [Type] = Object.values(createRequire(join(folder, 'package.json'))(`./${file}`)) as [new () => T];
  return new Type();
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
