// The whole check, or only the steps named on the command line: npm test -- biome vitest
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { join } from 'node:path';

const turbo = 'turbo run --output-logs=errors-only';
const esmPackages = globSync('packages/*/src/index.ts').map((file) => join(file, '../..'));

const steps = [
  { name: 'biome', commands: ['biome ci --colors=off --error-on-warnings'] },
  { name: 'typecheck', commands: [`${turbo} typecheck`, 'tsc'] },
  { name: 'build', commands: [`${turbo} build`] },
  { name: 'vitest', commands: ['vitest run --passWithNoTests'], show: true },
  {
    name: 'n8n',
    commands: ['node --conditions=@api-repack/source scripts/test-n8n.ts --quick'],
    show: true,
  },
  { name: 'lint', commands: [`${turbo} lint`] },
  { name: 'bundles', commands: ['node scripts/check-n8n-bundle.ts'] },
  { name: 'docs', commands: ['node --conditions=@api-repack/source scripts/docs.ts --check'] },
  { name: 'knip', commands: ['knip'] },
  { name: 'publint', commands: esmPackages.map((folder) => `publint --strict ${folder}`) },
  { name: 'attw', commands: esmPackages.map((folder) => `attw --profile esm-only --pack ${folder}`) },
];

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !steps.some((step) => step.name === name));
if (unknown.length > 0) {
  console.error(
    `There is no step ${unknown.join(', ')}. Steps: ${steps.map((step) => step.name).join(', ')}`,
  );
  process.exit(1);
}

function run({ name, commands, show = false }: (typeof steps)[number]): boolean {
  const start = performance.now();
  for (const command of commands) {
    const result = spawnSync(command, { shell: true, encoding: 'utf8', stdio: show ? 'inherit' : 'pipe' });
    if (result.status === 0) continue;
    console.log(`FAIL  ${name}: ${command}\n${result.stdout ?? ''}${result.stderr ?? ''}`);
    return false;
  }
  console.log(`ok    ${name} (${((performance.now() - start) / 1000).toFixed(1)} s)`);
  return true;
}

const chosen = steps.filter((step) => wanted.length === 0 || wanted.includes(step.name));
const firstFailure = chosen.findIndex((step) => !run(step));
const passed = firstFailure === -1 ? chosen.length : firstFailure;
console.log(`checks: ${passed} passed, ${firstFailure === -1 ? 0 : 1} failed`);
process.exitCode = firstFailure === -1 ? 0 : 1;
