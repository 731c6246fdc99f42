// npm run new-vendor NAME: writes the skeleton of a vendor in core, mocks, tests and docs, and prints what is left to do.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { mockVendors } from '@api-repack/mock-vendors';
import { checklist } from './new-vendor/checklist.ts';
import { coreFiles } from './new-vendor/core-files.ts';
import { mockFiles } from './new-vendor/mock-files.ts';
import { type Names, namesOf } from './new-vendor/names.ts';

const [name = ''] = process.argv.slice(2);

if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name))
  fail('Give the name in kebab case: npm run new-vendor acme-photo');
if (existsSync(`packages/core/src/vendors/${name}`)) fail(`packages/core/src/vendors/${name} exists already`);

const names = namesOf(name);
const portOffset = 1 + Math.max(...mockVendors.map((mock) => mock.portOffset));
const files = { ...coreFiles(names), ...mockFiles(names, portOffset) };
for (const [file, content] of Object.entries(files)) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}
exportFromCore(names);
addToMocks(names);
const written = [...Object.keys(files), 'packages/core/package.json', 'packages/mock-vendors/src/vendors.ts'];
spawnSync('npx', ['biome', 'check', '--write', ...written.filter((file) => !file.endsWith('.md'))], {
  stdio: 'ignore',
});
process.stdout.write(checklist(names));

function exportFromCore({ kebab }: Names): void {
  const file = 'packages/core/package.json';
  const manifest = JSON.parse(readFileSync(file, 'utf8'));
  manifest.exports[`./${kebab}`] = {
    '@api-repack/source': `./src/vendors/${kebab}/index.ts`,
    types: `./dist/vendors/${kebab}/index.d.ts`,
    default: `./dist/vendors/${kebab}/index.js`,
  };
  writeFileSync(file, `${JSON.stringify(manifest, undefined, 2)}\n`);
}

function addToMocks({ kebab, pascal }: Names): void {
  const file = 'packages/mock-vendors/src/vendors.ts';
  const text = readFileSync(file, 'utf8')
    .replace(/\n\n/, `\nimport { mock${pascal} } from './vendors/${kebab}/index.ts';\n\n`)
    .replace(/\n\];/, `\n  mock${pascal},\n];`);
  writeFileSync(file, text);
}

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
