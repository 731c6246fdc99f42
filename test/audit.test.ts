import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

it('breaks no rule of its own in the short audit', async () => {
  const args = ['--conditions=@api-repack/source', 'scripts/audit.ts', '--short'];
  const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 280_000 }).catch(
    (error: Error & { stdout: string }) => error,
  );
  const sums = [...stdout.matchAll(/^All of (\w+): (\d+) faults tried, (\d+) violations/gm)];
  expect(sums.map(([, area]) => area)).toEqual(['core', 'gateway', 'command', 'nodes']);
  for (const [sum, , faults, violations] of sums) {
    expect(Number(faults), sum).toBeGreaterThan(0);
    expect(Number(violations), stdout).toBe(0);
  }
}, 300_000);
