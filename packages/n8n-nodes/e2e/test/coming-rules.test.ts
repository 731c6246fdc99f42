import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { INodeTypeDescription } from 'n8n-workflow';
import { expect, it } from 'vitest';
import { listNodePackages, nodesOf } from '../host/node-packages.ts';
import { comingProblems } from '../src/coming-rules.ts';

it.each(listNodePackages())('$name keeps the rules that are coming', (pack) => {
  const manifest = JSON.parse(readFileSync(join(pack.folder, 'package.json'), 'utf8'));
  const nodes = nodesOf(pack).map(({ node }) => node.description);
  expect(comingProblems(manifest, nodes)).toEqual([]);
});

const shownFor = (name: string, show?: Record<string, string[]>) => ({
  name,
  ...(show && { displayOptions: { show } }),
});

it.each([
  ['one', [shownFor('a')], 0],
  ['two at once', [shownFor('a'), shownFor('b')], 1],
  ['one or the other', [shownFor('a', { by: ['a'] }), shownFor('b', { by: ['b'] })], 0],
  ['two for a common value', [shownFor('a', { by: ['a', 'c'] }), shownFor('b', { by: ['b', 'c'] })], 1],
  ['two by different fields', [shownFor('a', { by: ['a'] }), shownFor('b', { file: ['b'] })], 1],
  ['two by a list of several values', [shownFor('a', { list: ['a'] }), shownFor('b', { list: ['b'] })], 1],
])('a node may show one credential: %s', (_, credentials, problems) => {
  const properties = [{ displayName: 'List', name: 'list', type: 'multiOptions', default: [] }];
  const node = { name: 'toy', credentials, properties } as unknown as INodeTypeDescription;
  expect(comingProblems({ name: 'n8n-nodes-toy' }, [node])).toHaveLength(problems);
});

it('a package is not a folder of a repository', () => {
  const manifest = { name: 'n8n-nodes-toy', repository: { directory: 'packages/toy' } };
  expect(comingProblems(manifest, [])).toHaveLength(1);
});
