import { readFileSync } from 'node:fs';
import ts from 'typescript';
import { expect, it } from 'vitest';
import { allMutants, vendors } from '../scripts/mutants/mutate.ts';
import { reasonFor } from '../scripts/mutants/reasons.ts';

const mutants = allMutants('test');

it('changes every vendor in every way', () => {
  expect(new Set(mutants.map(({ vendor }) => vendor))).toEqual(new Set(vendors));
  const kinds = ['check', 'comparison', 'condition', 'field', 'flag', 'number', 'sign', 'text'];
  expect([...new Set(mutants.map(({ kind }) => kind))].sort()).toEqual(expect.arrayContaining(kinds));
  expect(mutants.length).toBeGreaterThan(500);
});

it('changes one place a mutant, and leaves a program that can be parsed', () => {
  for (const { file, source, before, after, line } of mutants.slice(0, 25)) {
    const original = readFileSync(file, 'utf8');
    expect(source).not.toBe(original);
    expect(source.length - original.length).toBe(after.length - before.length);
    const { diagnostics = [] } = ts.transpileModule(source, { reportDiagnostics: true });
    expect(diagnostics.map(({ messageText }) => `${file}:${line} ${messageText}`)).toEqual([]);
  }
});

it('draws the same mutants for the same seed, and others for another', () => {
  const names = (seed: string) =>
    allMutants(seed)
      .slice(0, 10)
      .map(({ file, line, after }) => `${file}:${line} ${after}`);
  expect(names('test')).toEqual(names('test'));
  expect(names('test')).not.toEqual(names('other'));
});

it('has a reason, or the lack of one, for each survivor', () => {
  expect(mutants.filter((mutant) => reasonFor(mutant) === '')).toEqual([]);
});
