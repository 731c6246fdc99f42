// Puts the command line into one file with core, in place of what the compiler wrote: to find and read two hundred modules takes
// as long as all else that it does before its first answer. Dependencies stay outside.
import { globSync, readFileSync, rmSync } from 'node:fs';
import { build } from 'esbuild';

const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8'));

for (const file of globSync('dist/cli-*.js')) rmSync(file);
await build({
  entryPoints: ['src/cli.ts'],
  outdir: 'dist',
  allowOverwrite: true,
  // What is loaded later stays in files of its own, beside it: see src/package-folder.ts.
  splitting: true,
  chunkNames: 'cli-[name]-[hash]',
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node22',
  conditions: ['@api-repack/source'],
  external: Object.keys(dependencies).filter((name) => name !== '@api-repack/core'),
});
