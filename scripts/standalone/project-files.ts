/** Files that are the same in the repository of every node. */
export const projectFiles = (): Readonly<Record<string, string>> => ({
  '.gitignore': 'node_modules/\ndist/\n*.tgz\n',
  '.npmrc': npmrc,
  'eslint.config.mjs': `import { config } from '@n8n/node-cli/eslint';\n\nexport default config;\n`,
  'tsconfig.json': `${JSON.stringify(tsconfig, undefined, 2)}\n`,
  'vitest.config.mjs': vitestConfig,
  'test/package.test.mts': packageTest,
  'build.mjs': build,
  'scan.mjs': scan,
  '.github/workflows/ci.yml': ci,
  '.github/workflows/release.yml': release,
});

const npmrc = `# eslint-plugin-n8n-nodes-base has an install script that npm refuses, and nothing here needs one.
ignore-scripts=true
`;

const tsconfig = {
  compilerOptions: {
    target: 'es2023',
    lib: ['es2024'],
    module: 'esnext',
    moduleResolution: 'bundler',
    types: ['node'],
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    verbatimModuleSyntax: true,
    allowImportingTsExtensions: true,
    skipLibCheck: true,
    noEmit: true,
  },
  include: ['nodes', 'credentials', 'shared/*/src'],
};

const build = `// One CommonJS file for each node and credential, with everything but n8n-workflow bundled in, because n8n verifies only
// packages without dependencies. Unminified, because its reviewers read the result.
import { cpSync, globSync, rmSync } from 'node:fs';
import { build } from 'esbuild';

rmSync('dist', { recursive: true, force: true });
await build({
  entryPoints: globSync(['nodes/**/*.node.ts', 'credentials/*.credentials.ts']),
  outdir: 'dist',
  outbase: '.',
  bundle: true,
  format: 'cjs',
  platform: 'node',
  target: 'node20',
  external: ['n8n-workflow'],
});
for (const file of globSync(['icons/*.svg', 'nodes/**/*.node.json', 'nodes/**/__schema__/**/*.json']))
  cpSync(file, \`dist/\${file}\`);
`;

const scan = `// What n8n's verification does to a published package, done to the packed one: its scanner over sources and tarball.
import { execSync } from 'node:child_process';
import { mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { analyzePackage, SOURCE_FILE_PATTERNS } from '@n8n/scan-community-package/scanner/scanner.mjs';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'n8n-scan-')));
execSync(\`npm pack --silent --pack-destination "\${folder}"\`, { stdio: 'ignore' });
execSync('tar -xzf *.tgz', { cwd: folder });
const scans = [
  [process.cwd(), SOURCE_FILE_PATTERNS],
  [join(folder, 'package'), ['**/*.js', 'package.json']],
];
for (const [place, patterns] of scans) {
  const { passed, message, details } = await analyzePackage(place, patterns);
  console.log(passed ? \`ok    \${place}\` : \`FAIL  \${place}\\n\${message}\\n\${details ?? ''}\`);
  if (!passed) process.exitCode = 1;
}
`;

const vitestConfig = `import { createRequire } from 'node:module';
import { defineConfig } from 'vitest/config';

// Node cannot load the ES modules of n8n-workflow.
const replacement = createRequire(import.meta.url).resolve('n8n-workflow');

export default defineConfig({
  resolve: { alias: [{ find: /^n8n-workflow$/, replacement }] },
  // In milliseconds: a busy machine must not fail a test.
  test: { include: ['{test,shared}/**/*.test.mts'], testTimeout: 20_000 },
});
`;

const packageTest = `import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';

const { name, n8n } = JSON.parse(readFileSync('package.json', 'utf8'));
const require = createRequire(import.meta.url);
const load = (file: string) => {
  const [Type] = Object.values(require(join(process.cwd(), file))) as [new () => Record<string, never>];
  return new Type();
};
const credentialNames = n8n.credentials.map((file: string) => load(file).name);

it.each(n8n.nodes as string[])('n8n can load %s', (file) => {
  const { description } = load(file) as unknown as {
    description: { icon: Record<string, string>; credentials: { name: string }[]; properties: unknown[] };
  };
  expect(description.properties.length).toBeGreaterThan(2);
  for (const { name: credential } of description.credentials) expect(credentialNames).toContain(credential);
  for (const icon of Object.values(description.icon))
    expect(existsSync(join(dirname(file), icon.replace('file:', '')))).toBe(true);
  const codex = JSON.parse(readFileSync(file.replace(/\\.js$/, '.json'), 'utf8'));
  expect(codex.node).toMatch(new RegExp(\`^\${name}\\\\.\`));
});
`;

const ci = `name: CI
on:
  push: { branches: [main] }
  pull_request:
permissions: { contents: read }
jobs:
  check:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
      - uses: actions/setup-node@v5
        with: { node-version: 24 }
      - run: npm ci
      - run: npm run typecheck
      - run: npm run lint
      - run: npm test
      - run: npm run scan
`;

const release = `# A tag such as v1.2.3 publishes that version. n8n verifies only packages with provenance, which npm attests for this
# workflow's run. Name this workflow as a trusted publisher in the settings of the package at npm: then it needs no token.
name: Release
on:
  push: { tags: ['v*'] }
permissions: { contents: read }
jobs:
  release:
    runs-on: ubuntu-latest
    permissions: { contents: read, id-token: write }
    steps:
      - uses: actions/checkout@v5
      - uses: actions/setup-node@v5
        with: { node-version: 24 }
      - run: npm ci
      - run: npm run lint
      - run: npm test
      - run: npm run scan
      - run: npm publish --provenance --access public
`;
