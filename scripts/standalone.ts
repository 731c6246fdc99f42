// npm run standalone PICWISH [FOLDER]: writes a repository of that one n8n node, which n8n's verification wants of each
// package: sources of node, kit and core, their tests, and a release with provenance.
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { nodeFolders, repositoryOf } from './standalone/repository.ts';

const [given = '', folder] = process.argv.slice(2);
const name = given.toLowerCase().replaceAll('_', '-');

if (!nodeFolders().includes(name))
  fail(`Name a node: npm run standalone ${nodeFolders().join('|').toUpperCase().replaceAll('-', '_')}`);
const target = resolve(folder ?? join('out/standalone', `n8n-nodes-${name}`));
if (existsSync(target) && readdirSync(target).length > 0)
  fail(`${target} is not empty. Delete it, or name another folder`);

const files = repositoryOf(name);
for (const [file, content] of files) {
  mkdirSync(dirname(join(target, file)), { recursive: true });
  writeFileSync(join(target, file), content);
}
console.log(`${files.size} files in ${target}. In it:
  npm install && npm run typecheck && npm run lint && npm test && npm run scan`);

function fail(message: string): never {
  console.error(message);
  process.exit(1);
}
