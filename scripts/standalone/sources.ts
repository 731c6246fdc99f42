import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';

/** Files of the new repository, by their paths in it. */
export type Files = Map<string, string | Buffer>;

export interface Sources {
  readonly files: Files;
  /** What the files import from the registry: names of packages. */
  readonly packages: ReadonlySet<string>;
}

const core = 'packages/core';
const kit = 'packages/n8n-nodes/kit';

/** Matches what a module imports, with its quotes. */
const imported = /(?<=\bfrom |\bimport\(|\bimport |createRequire\(import\.meta\.url\)\()'[^'\n]+'/g;

/** In `.mts` files, TypeScript wants a comma in it. */
const genericArrow = /(?<== (?:async )?)<(\w+)>(?=\()/g;

/**
 * The sources of a node, with all that they import of core and the kit, and the tests of both. Core and kit become `.mts`
 * files: n8n's linter takes every `.ts` file for a part of the node, and holds what is bundled against the built file.
 */
export function sourcesOf(folder: string): Sources {
  const files: Files = new Map();
  const packages = new Set<string>();
  const entries = globSync('{nodes,credentials}/**/*.ts', { cwd: folder }).map((file) =>
    posixPath(join(folder, file)),
  );
  const vendors = vendorsOf(entries);
  const queue = [...entries, ...testsOf(vendors)];
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    const target = targetOf(file, folder);
    if (files.has(target)) continue;
    const from = file;
    const text = readFileSync(file, 'utf8').replaceAll(imported, (quoted) => {
      const name = quoted.slice(1, -1);
      const found = locate(name, from);
      if (found === undefined) {
        if (!name.startsWith('node:')) packages.add(packageOf(name));
        return quoted;
      }
      queue.push(found);
      return name.startsWith('.') && !isShared(from)
        ? quoted
        : `'${relative(target, targetOf(found, folder))}'`;
    });
    files.set(target, isShared(file) ? text.replaceAll(genericArrow, '<$1,>') : text);
  }
  for (const file of vendors.flatMap((name) => globSync(`${core}/fixtures/${name}/*.json`)))
    files.set(posixPath(file).replace(core, 'shared/core'), readFileSync(file));
  return { files, packages };
}

/** The vendors of core that the node uses. */
function vendorsOf(entries: readonly string[]): string[] {
  const names = entries.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/'@api-repack\/core\/([\w-]+)'/g)].map(([, name = '']) => name),
  );
  return [...new Set(names)];
}

/** Tests of these vendors, which read their fixtures, and of the kit. They need no mock vendors. */
function testsOf(vendors: readonly string[]): string[] {
  const patterns = vendors.map((name) => `${core}/test/vendors/${name}{,-*}.test.ts`);
  const found = globSync([...patterns, `${kit}/test/*.test.ts`]).map(posixPath);
  // `picwish-*` finds the tests of the vendor picwish-web as well.
  return found.filter((file) => !/picwish-web/.test(file) || vendors.includes('picwish-web'));
}

/** The file of this repository that a module imports, or undefined for a package of the registry. */
function locate(name: string, from: string): string | undefined {
  if (name === '@api-repack/n8n-kit') return `${kit}/src/index.ts`;
  if (name === '@api-repack/core') return `${core}/src/index.ts`;
  if (name.startsWith('@api-repack/core/'))
    return `${core}/src/vendors/${name.replace('@api-repack/core/', '')}/index.ts`;
  if (name.startsWith('@api-repack/')) throw new Error(`${from} imports ${name}, which stays behind`);
  if (!name.startsWith('.')) return undefined;
  const path = posix.join(posix.dirname(from), name);
  return existsSync(path) ? path : `${path}.ts`;
}

const isShared = (file: string): boolean => file.startsWith(`${core}/`) || file.startsWith(`${kit}/`);

function targetOf(file: string, folder: string): string {
  if (!isShared(file)) return posix.relative(posixPath(folder), file);
  return file.replace(core, 'shared/core').replace(kit, 'shared/kit').replace(/\.ts$/, '.mts');
}

function relative(from: string, to: string): string {
  const path = posix.relative(dirname(from), to);
  return path.startsWith('.') ? path : `./${path}`;
}

/** `ali-oss/lib/x` is in `ali-oss`, and `@n8n/x/y` in `@n8n/x`. */
const packageOf = (name: string): string =>
  name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/');

const posixPath = (path: string): string => path.replaceAll('\\', '/');
