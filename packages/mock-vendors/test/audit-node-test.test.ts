import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

test("audits in node's own test runner", () => {
  const file = fileURLToPath(new URL('programs/node-test-audit.ts', import.meta.url));
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const args = ['--conditions=@api-repack/source', '--test', '--test-reporter=tap', file];
  const { status, stdout } = spawnSync(process.execPath, args, { env, encoding: 'utf8' });
  expect({ status, stdout }).toMatchObject({ status: 0, stdout: expect.stringContaining('# pass 1') });
}, 60_000);
