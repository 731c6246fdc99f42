import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nodeFolders, repositoryOf } from '../scripts/standalone/repository.ts';

describe.each(nodeFolders())('the repository of the node %s', (name) => {
  const files = repositoryOf(name);
  const manifest = JSON.parse(String(files.get('package.json')));
  const modules = [...files].filter(([file]) => /\.m?ts$/.test(file));
  const imports = modules.flatMap(([file, text]) =>
    [...String(text).matchAll(/\bfrom '([^']+)'/g)].map(([, path = '']) => ({ file, path })),
  );

  it('has every file that one of its files imports, and declares every package', () => {
    const missing = imports.filter(({ file, path }) => {
      if (!path.startsWith('.'))
        return (
          !path.startsWith('node:') &&
          !(path.split('/')[0]?.startsWith('@')
            ? path in manifest.devDependencies
            : (path.split('/')[0] ?? '') in manifest.devDependencies)
        );
      const target = posix.join(posix.dirname(file), path);
      return !files.has(target) && !files.has(`${target}.ts`);
    });
    expect(missing).toEqual([]);
  });

  it('is a repository of one package', () => {
    expect(manifest).toMatchObject({ name: `n8n-nodes-${name}`, peerDependencies: { 'n8n-workflow': '*' } });
    expect(manifest.repository).not.toHaveProperty('directory');
    expect(manifest.repository.url).toContain(manifest.name);
    const versions: string[] = Object.values(manifest.devDependencies);
    expect(versions.filter((version) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
    for (const field of ['dependencies', 'overrides', 'resolutions', 'private'])
      expect(manifest).not.toHaveProperty(field);
  });

  it('has tests of the vendor and of the kit, and a release with provenance', () => {
    const tests = modules.map(([file]) => file).filter((file) => file.endsWith('.test.mts'));
    for (const folder of ['test/', 'shared/kit/test/', `shared/core/test/vendors/${name}`])
      expect(tests.filter((file) => file.startsWith(folder))).not.toEqual([]);
    expect([...files.keys()].filter((file) => file.startsWith(`shared/core/fixtures/${name}/`))).not.toEqual(
      [],
    );
    expect(String(files.get('.github/workflows/release.yml'))).toContain('--provenance');
    for (const file of ['README.md', 'README.zh-CN.md', 'LICENSE', 'eslint.config.mjs'])
      expect(files.has(file)).toBe(true);
  });
});
