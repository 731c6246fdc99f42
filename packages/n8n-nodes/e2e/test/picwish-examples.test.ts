import { readFileSync } from 'node:fs';
import type { WorkflowJson } from '@api-repack/n8n-e2e';
import { describe, expect, it } from 'vitest';
import { photo, startPicwish } from './helpers/picwish.ts';

const readExample = (name: string): WorkflowJson =>
  JSON.parse(readFileSync(new URL(`../../../../examples/workflows/${name}.json`, import.meta.url), 'utf8'));

describe('the example workflow', () => {
  it.each([
    { name: 'picwish-remove-background', first: 'createSegmentation' },
    { name: 'picwish-account-face-cutout', first: 'login' },
  ])('$name turns each photo into a PNG', async ({ name, first }) => {
    const { engine, credentials, calls } = await startPicwish();
    const { items, error } = await engine.run({
      workflow: readExample(name),
      input: [photo(30), photo(31)],
      credentials: credentials as never,
    }).finished;
    expect(error).toBeUndefined();
    expect(items('PicWish')).toMatchObject(
      [30, 31].map((width) => ({
        json: { state: 'done', sourceFileName: `photo-${width}.png` },
        binary: { data: { fileName: `photo-${width}-picwish.png`, mimeType: 'image/png' } },
      })),
    );
    expect(calls()[0]).toBe(first);
  });
});
