import { readFileSync } from 'node:fs';

interface Manifest {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/** What the scripts of the new repository run. */
const tools = [
  ...['@n8n/node-cli', '@n8n/scan-community-package', '@types/node', 'esbuild', 'eslint', 'n8n-workflow'],
  ...['typescript', 'valibot', 'vitest'],
];

/** The package.json of a package that has a repository of its own. */
export function manifestOf(folder: string, imported: ReadonlySet<string>): Manifest & { scripts: object } {
  const { devDependencies: _, ...manifest } = readManifest(`${folder}/package.json`);
  const url = `https://github.com/api-repack/${manifest.name}`;
  const versions = knownVersions(folder);
  const needed = [...new Set([...tools, ...imported])].sort();
  return {
    ...manifest,
    homepage: `${url}#readme`,
    repository: { type: 'git', url: `git+${url}.git` },
    scripts: {
      build: 'node build.mjs',
      lint: 'n8n-node lint',
      typecheck: 'tsc --noEmit',
      test: 'npm run build && vitest run',
      scan: 'npm run build && node scan.mjs',
    },
    devDependencies: Object.fromEntries(needed.map((name) => [name, versionOf(versions, name)])),
  } as Manifest & { scripts: object };
}

function versionOf(versions: ReadonlyMap<string, string>, name: string): string {
  const version = versions.get(name);
  if (version !== undefined) return version;
  throw new Error(`No package.json of this repository says which version of ${name} is needed`);
}

/** Those of this repository, so that both are built and tested with the same. */
function knownVersions(folder: string): Map<string, string> {
  const catalog = new Map(
    [...readFileSync('pnpm-workspace.yaml', 'utf8').matchAll(/^ {2}'?([@\w/-]+)'?: ([\d.]+)$/gm)].map(
      ([, name = '', version = '']) => [name, version],
    ),
  );
  const files = ['package.json', 'packages/core/package.json', 'packages/n8n-nodes/kit/package.json'];
  const all = [...files, `${folder}/package.json`].flatMap((file) => {
    const { dependencies, devDependencies } = readManifest(file);
    return Object.entries({ ...dependencies, ...devDependencies });
  });
  return new Map(
    all.map(([name, version]) => [name, version === 'catalog:' ? (catalog.get(name) ?? version) : version]),
  );
}

const readManifest = (file: string): Manifest => JSON.parse(readFileSync(file, 'utf8'));
