// Writes the packages as tarballs that npm installs without a registry of ours: npm run pack
import { execFileSync } from 'node:child_process';
import { globSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';

const out = resolve('out/packages');
const packages = globSync('packages/{*,n8n-nodes/*}/package.json')
  .filter((file) => !JSON.parse(readFileSync(file, 'utf8')).private)
  .map((file) => join(file, '..'));

rmSync(out, { recursive: true, force: true });
execFileSync('turbo', ['run', '--output-logs=errors-only', 'build'], { stdio: 'inherit' });
// pnpm writes the versions instead of `workspace:*`, and adds the license of the repository.
for (const folder of packages)
  execFileSync('pnpm', ['pack', '--pack-destination', out], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
for (const file of globSync(join(out, '*.tgz')).sort()) console.log(file);
