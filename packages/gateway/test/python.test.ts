import { execFile, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { openGateway } from './helpers/gateway.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const hasRequests = spawnSync('python3', ['-c', 'import requests']).status === 0;

test.skipIf(!hasRequests)(
  'every example of the page on Python works as it says',
  async () => {
    const { origin, origins, world } = await openGateway();
    const page = readFileSync(new URL('../../../docs/python.md', import.meta.url), 'utf8');
    const examples = [...page.matchAll(/```python\n(.*?)```/gs)].map(([, code]) => code);
    expect(examples.length).toBeGreaterThan(3);
    const addresses = { 8080: origin, 4010: origins.control, 4013: origins.fangtang };
    const program = examples
      .join('\n')
      .replaceAll(/http:\/\/127\.0\.0\.1:(\d+)/g, (_, port: keyof typeof addresses) => `${addresses[port]}`);
    const { stdout } = await promisify(execFile)('python3', ['-c', program], { cwd: root });
    expect(stdout).not.toBe('');
    expect(world.ledger.cost()).toBe(2);
  },
  60_000,
);
