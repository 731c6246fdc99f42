// Builds the node package in the current folder: one CommonJS file for each node and credential, with
// everything but n8n-workflow bundled in, because n8n verifies only packages without dependencies.
// Unminified, because its reviewers read the result.
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
  conditions: ['@api-repack/source'],
});
for (const file of globSync(['icons/*.svg', 'nodes/**/*.node.json', 'nodes/**/__schema__/**/*.json'])) {
  cpSync(file, `dist/${file}`);
}
