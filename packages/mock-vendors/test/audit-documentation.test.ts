import { existsSync, mkdtempDisposableSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { auditCommand } from '../src/audit/command.ts';
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

test('the Python program breaks the rules that the page names, and no other', async () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'audit-documentation-test-'));
  const inFolder = (name: string) => join(folder.path, name);
  const [, program = ''] = /```python\n([\s\S]*?)```/.exec(page) ?? [];
  writeFileSync(inFolder('app.py'), program);
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const error = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const options = ['--effects', 'cut,html', '--report', inFolder('audit')];
  await auditCommand('audit', [...options, '--', 'python3', inFolder('app.py'), '{output}']);
  write.mockRestore();
  error.mockRestore();
  const report = JSON.parse(readFileSync(inFolder('audit/report.json'), 'utf8')) as {
    violations: { rule: string }[];
  };
  const broken = new Set(report.violations.map(({ rule }) => rule));
  const [, named = ''] = /breaks three rules[^:]*:([\s\S]*?)\n\n/.exec(page) ?? [];
  expect([...broken].sort()).toEqual([...named.matchAll(/`([\w-]+)`/g)].map(([, rule]) => rule).sort());
}, 90_000);
