// npm run test:n8n: our nodes in the real n8n. Some of its tests: npm run test:n8n -- editor. With --pictures it takes
// the pictures for the docs.
import { spawnSync } from 'node:child_process';
import { installedN8n, installN8n } from '../packages/n8n-nodes/e2e/host/install.ts';
import { buildNodePackages } from '../packages/n8n-nodes/e2e/host/node-packages.ts';

const args = process.argv.slice(2);
const quick = args.includes('--quick');
const pictures = args.includes('--pictures');
const wanted = args.filter((name) => !name.startsWith('--'));

if (quick && !installedN8n()) {
  console.log('n8n host: not installed, run npm run test:n8n');
} else {
  installN8n(console.log);
  buildNodePackages();
  const names = quick ? ['examples'] : wanted;
  const { status } = spawnSync('vitest', ['run', '--root', 'packages/n8n-nodes/e2e', ...names], {
    env: { ...process.env, ...(pictures && { PICTURES: 'docs/pictures' }) },
    shell: process.platform === 'win32',
    stdio: 'inherit',
  });
  process.exitCode = status ?? 1;
}
