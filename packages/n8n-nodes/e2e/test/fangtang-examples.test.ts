import { readFileSync } from 'node:fs';
import type { WorkflowJson } from '@api-repack/n8n-e2e';
import { describe, expect, it } from 'vitest';
import { photo, startFangtang } from './helpers/fangtang.ts';
import { serveFiles } from './helpers/file-server.ts';
import { picture } from './helpers/pictures.ts';

describe('the example workflow', () => {
  it('fangtang-restore restores a photo of an item', async () => {
    const { engine, credentials } = await startFangtang();
    const workflow = readExample('fangtang-restore');
    const run = engine.run({ workflow, input: [photo(51)], credentials: { fangtangApi: credentials } });
    const { items, error } = await run.finished;
    expect(error).toBeUndefined();
    expect(items('Fangtang')).toMatchObject([{ json: { state: 'done', width: 51 } }]);
  });

  it('fangtang-restore-from-url restores a photo that it fetches', async () => {
    const { engine, credentials } = await startFangtang();
    const { origin } = await serveFiles({ '/astronaut.png': { body: picture(50) } });
    const workflow = readExample('fangtang-restore-from-url', { 'https://example.com': origin });
    const node = workflow.nodes.find(({ name }) => name === 'Fangtang');
    Object.assign(node ?? {}, { credentials: { fangtangApi: { id: '1', name: 'Fangtang' } } });
    const { items, error } = await engine.run({ workflow, credentials: { fangtangApi: credentials } })
      .finished;
    expect(error).toBeUndefined();
    expect(items('Fangtang')).toMatchObject([
      { json: { state: 'done', width: 50 }, binary: { data: { mimeType: 'image/jpeg' } } },
    ]);
  });
});

function readExample(name: string, replaced: Record<string, string> = {}): WorkflowJson {
  const file = new URL(`../../../../examples/workflows/${name}.json`, import.meta.url);
  const text = Object.entries(replaced).reduce(
    (before, [from, to]) => before.replaceAll(from, to),
    readFileSync(file, 'utf8'),
  );
  return JSON.parse(text);
}
