import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../../../../.bench-peers', import.meta.url));

const manifest = JSON.stringify({
  private: true,
  dependencies: { emulate: '0.12.2', '@stoplight/prism-cli': '5.16.0', '@mockoon/cli': '9.9.0' },
});
const stamp = join(folder, '.installed');

/** A file of a package that is installed here. */
export const peerFile = (path: string): string => join(folder, 'node_modules', path);

export const areInstalled = (): boolean => existsSync(stamp) && readFileSync(stamp, 'utf8') === manifest;

/** Into a folder of their own, because nobody else needs them. Returns whether that worked. */
export function install(): boolean {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), manifest);
  // They run without what their dependencies want to build.
  writeFileSync(join(folder, 'pnpm-workspace.yaml'), 'packages: []\nstrictDepBuilds: false\n');
  const { status } = spawnSync('pnpm', ['install', '--prod', '--reporter=append-only', '--loglevel=warn'], {
    cwd: folder,
    shell: process.platform === 'win32',
    stdio: 'inherit',
  });
  if (status === 0) writeFileSync(stamp, manifest);
  return status === 0;
}
