import { spawnSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
const pages = globSync(['*.md', 'docs/**/*.md', 'examples/*.md', 'packages/{*,n8n-nodes/*}/README.md']);

it('starts every script by a task that is there', () => {
  const tasks = Object.values(scripts).flatMap((text) => /bootstrap\.mjs (\S+)/.exec(text)?.[1] ?? []);
  expect(tasks.filter((task) => !existsSync(`scripts/${task}.ts`))).toEqual([]);
});

it.each(pages)('%s names only scripts that are there', (page) => {
  const named = [...readFileSync(page, 'utf8').matchAll(/npm run (?:--silent )?([\w:-]+)/g)].map(
    ([, name = '']) => name,
  );
  expect(named.filter((name) => !(name in scripts))).toEqual([]);
});

it.each([
  ['gateway', ['--help'], /--idempotency-ttl/],
  ['gateway', ['fangtang', 'restore', 'examples/photos', '--out', 'out', '--mock', '--dry-run'], /credits/],
  ['mock', ['errors', 'fangtang'], /badToken/],
])('npm run %s passes on %j', (script, args, says) => {
  const command = ['--conditions=@api-repack/source', `scripts/${script}.ts`, ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { encoding: 'utf8' });
  expect({ status, said: stdout + stderr }).toEqual({ status: 0, said: expect.stringMatching(says) });
});
