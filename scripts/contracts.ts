// npm run contracts: writes down what workflows that users have saved rely on, so that a test can tell when we break it.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildNodePackages, listNodePackages } from '../packages/n8n-nodes/e2e/host/node-packages.ts';
import { breaks, type Contract, contractFile, contractOf } from '../packages/n8n-nodes/e2e/src/contract.ts';

buildNodePackages();
for (const pack of listNodePackages()) {
  const file = fileURLToPath(contractFile(pack.name));
  const contract = contractOf(pack);
  const before: Contract = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : contract;
  const broken = breaks(before, contract);
  if (broken.length > 0) {
    console.error(`FAIL  ${pack.name}\n  ${broken.join('\n  ')}`);
    process.exitCode = 1;
    continue;
  }
  writeFileSync(file, JSON.stringify(contract));
  spawnSync('biome', ['format', '--write', file], { shell: process.platform === 'win32' });
  console.log(`ok    ${pack.name}`);
}
if (process.exitCode)
  console.error(
    'Saved workflows would break. Give the old names, values and defaults back, or raise the major version of the package. ' +
      'Before its first release, delete its contract and try again.',
  );
