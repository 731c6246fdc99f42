import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { manifestOf } from './manifest.ts';
import { projectFiles } from './project-files.ts';
import { type Files, sourcesOf } from './sources.ts';

const nodes = 'packages/n8n-nodes';

/** The nodes that can have a repository of their own, as folders: `aliyun-oss`. */
export const nodeFolders = (): string[] =>
  globSync(`${nodes}/*/nodes`)
    .map((path) => path.replaceAll('\\', '/').split('/').at(-2) ?? '')
    .sort();

/** All files of a repository that holds one node and what it needs of this one. */
export function repositoryOf(name: string): Files {
  const folder = `${nodes}/${name}`;
  const { files, packages } = sourcesOf(folder);
  const assets = globSync(['icons/*.svg', '{nodes,credentials}/**/*.json', 'README*.md'], { cwd: folder });
  for (const file of assets) files.set(file.replaceAll('\\', '/'), readFileSync(join(folder, file)));
  files.set('LICENSE', readFileSync('LICENSE'));
  files.set('package.json', `${JSON.stringify(manifestOf(folder, packages), undefined, 2)}\n`);
  for (const [file, content] of Object.entries(projectFiles())) files.set(file, content);
  return files;
}
