import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageFolder, photo, startFangtang } from './helpers/fangtang.ts';

const folder = mkdtempSync(join(realpathSync(tmpdir()), 'old-n8n-'));
const require = createRequire(import.meta.url);

/** The package as an old n8n has it: with that n8n's own n8n-workflow. */
beforeAll(() => {
  for (const part of ['package.json', 'dist'])
    cpSync(join(packageFolder, part), join(folder, part), { recursive: true });
  mkdirSync(join(folder, 'node_modules'));
  const old = dirname(require.resolve('n8n-workflow-old/package.json'));
  symlinkSync(old, join(folder, 'node_modules/n8n-workflow'), 'junction');
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('with the n8n-workflow of a year before', () => {
  it('really is that one', () => {
    const found = createRequire(join(folder, 'dist/nodes/Fangtang/')).resolve('n8n-workflow/package.json');
    expect(require(found).version).toBe('1.120.0');
  });

  it('restores photos and turns errors into items', async () => {
    const { run } = await startFangtang({}, { packages: [folder] });
    const items = [photo(10), { json: {} }];
    const { items: outputs, error } = await run({ items, node: { onError: 'continueErrorOutput' } });
    expect(error).toBeUndefined();
    expect(outputs('Fangtang', 0)).toMatchObject([{ json: { state: 'done' }, binary: { data: {} } }]);
    expect(outputs('Fangtang', 1)).toMatchObject([{ json: { error: expect.stringContaining("'data'") } }]);
  });

  it('stops at once, although its sleep knows no signal', async () => {
    const { start, called } = await startFangtang({ taskTiming: { mode: 'manual' } }, { packages: [folder] });
    const execution = start({ parameters: { options: { pollInterval: 5 } } });
    await called('status');
    const before = performance.now();
    execution.cancel();
    expect((await execution.finished).status).toBe('canceled');
    expect(performance.now() - before).toBeLessThan(3_000);
  });
});
