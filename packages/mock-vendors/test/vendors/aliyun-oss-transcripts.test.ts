import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { transcriptOf } from '../helpers/oss-transcript.ts';

const folder = new URL('../transcripts/', import.meta.url);

it.each(readdirSync(folder))('answers as the transcript %s says', async (file) => {
  const text = readFileSync(new URL(file, folder), 'utf8');
  expect(await transcriptOf(text)).toBe(text);
});
