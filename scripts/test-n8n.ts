// npm run test:n8n: our nodes in the real n8n. A part of its tests by name: npm run test:n8n -- queue
import { spawnSync } from 'node:child_process';
import { installedN8n, installN8n } from '../packages/n8n-nodes/e2e/host/install.ts';
import { buildNodePackages } from '../packages/n8n-nodes/e2e/host/node-packages.ts';

const quick = process.argv.includes('--quick');
const wanted = process.argv.slice(2).filter((name) => name !== '--quick');

if (quick && !installedN8n()) {
  console.log('n8n host: not installed, run npm run test:n8n');
} else {
  installN8n(console.log);
  buildNodePackages();
  const names = quick ? ['examples'] : wanted;
  const { status } = spawnSync('vitest', ['run', '--root', 'packages/n8n-nodes/e2e', ...names], {
    shell: process.platform === 'win32',
    stdio: 'inherit',
  });
  process.exitCode = status ?? 1;
}
