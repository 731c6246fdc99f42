import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readAuditCommand } from '../src/audit/command-line.ts';
import { resolveOptions } from '../src/audit/options.ts';
import { rules } from '../src/audit/rules/index.ts';
import { paying } from './clients/paying.ts';
import { results } from './clients/results.ts';
import { secrets } from './clients/secrets.ts';
import { uploading } from './clients/uploading.ts';
import { waiting } from './clients/waiting.ts';

const clients = { paying, results, waiting, secrets, uploading };
const docs = new URL('../../../docs/', import.meta.url);
const page = readFileSync(new URL('audit.md', docs), 'utf8');
const sections = new Map(
  page.split(/^### /m).map((section) => [/^`([\w-]+)`/.exec(section)?.[1] ?? '', section] as const),
);

test.each(rules.map(({ name }) => name))(
  'the rule %s has its section, with clients that break it',
  (name) => {
    const [, path = '', file = ''] = /\]\((\S*\/(\w+)\.ts)\)/.exec(sections.get(name) ?? '') ?? [];
    expect(existsSync(new URL(path, docs))).toBe(true);
    const broken = clients[file as keyof typeof clients].map(({ rule }) => rule);
    expect(broken).toContain(name);
  },
);

test('each documented command is one', () => {
  const commands = [...page.matchAll(/^mock-vendors (?:audit|replay) (.+?)(?: {2,}#.*)?$/gm)];
  expect(commands.length).toBeGreaterThan(2);
  for (const [, words = ''] of commands) {
    const args = words.split(' ').map((word) => word.replaceAll("'", ''));
    expect(() => resolveOptions(readAuditCommand(args)?.options ?? {}, 1)).not.toThrow();
  }
});

test('the page opens with vitest in ten lines, then the command line, then Python', () => {
  const [first = '', second = '', third = ''] = [...page.matchAll(/```(\w+)\n([\s\S]*?)```/g)].map(
    ([block]) => block,
  );
  expect(first.split('\n').filter((line) => line !== '' && !line.startsWith('```'))).toHaveLength(9);
  expect([
    first.includes("'vitest'"),
    second.includes('node app.js'),
    third.includes('python app.py'),
  ]).toEqual([true, true, true]);
});
