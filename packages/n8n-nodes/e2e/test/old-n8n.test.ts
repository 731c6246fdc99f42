import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { listNodePackages } from '../host/node-packages.ts';
import { contractOf } from '../src/contract.ts';

const require = createRequire(import.meta.url);

it.each(listNodePackages())('$name loads with the n8n-workflow of a year before, and is the same', (pack) => {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'old-n8n-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const part of ['package.json', 'dist'])
    cpSync(join(pack.folder, part), join(folder, part), { recursive: true });
  mkdirSync(join(folder, 'node_modules'));
  const old = dirname(require.resolve('n8n-workflow-old/package.json'));
  symlinkSync(old, join(folder, 'node_modules/n8n-workflow'), 'junction');
  const found = createRequire(join(folder, 'dist/')).resolve('n8n-workflow/package.json');
  expect(require(found).version).toBe('1.120.0');
  expect(contractOf({ ...pack, folder })).toEqual(contractOf(pack));
});
