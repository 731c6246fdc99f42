import {
  cpSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/** A copy of the repository, as far as the mocks' tests need it: nothing here is ever changed in place. */
export interface Workspace {
  readonly root: string;
  /** A file of the copy. */
  read(file: string): string;
  /** Changes a file of the copy. */
  change(file: string, source: string): void;
  /** Puts a file back as it was copied: the repository may have gone on since. */
  restore(file: string): void;
  close(): void;
}

const copied = [
  'packages/core',
  'packages/mock-vendors',
  'examples',
  'scripts/mutants',
  'package.json',
  'tsconfig.base.json',
];

const config = `import { defineConfig } from 'vitest/config';
const conditions = ['@api-repack/source', 'module', 'node', 'development|production'];
export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: { include: ['packages/mock-vendors/test/**/*.test.ts'], testTimeout: 20_000, bail: 1 },
});
`;

export function openWorkspace(): Workspace {
  const root = mkdtempSync(join(tmpdir(), 'mutants-'));
  const close = () => rmSync(root, { recursive: true, force: true });
  process.once('exit', close);
  for (const path of copied)
    cpSync(path, join(root, path), {
      recursive: true,
      verbatimSymlinks: true,
      filter: (source) => !/\/(dist|\.vite)(\/|$)/.test(source),
    });
  linkModules(root);
  writeFileSync(join(root, 'vitest.config.ts'), config);
  const originals = new Map<string, string>();
  return {
    root,
    close,
    read: (file) => readFileSync(join(root, file), 'utf8'),
    change(file, source) {
      const path = join(root, file);
      originals.set(file, originals.get(file) ?? readFileSync(path, 'utf8'));
      writeFileSync(path, source);
    },
    restore: (file) => writeFileSync(join(root, file), originals.get(file) ?? ''),
  };
}

/** Links between packages lead to the copies; installed packages are shared. */
function linkModules(root: string): void {
  mkdirSync(join(root, 'node_modules'));
  symlinkSync(resolve('node_modules/.pnpm'), join(root, 'node_modules/.pnpm'), 'junction');
  for (const entry of globSync('node_modules/{*,@*/*}')) {
    if (/^node_modules\/@[^/]+$/.test(entry)) continue;
    mkdirSync(dirname(join(root, entry)), { recursive: true });
    cpSync(entry, join(root, entry), { recursive: true, verbatimSymlinks: true });
  }
}
