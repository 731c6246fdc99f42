import { existsSync, readFileSync } from 'node:fs';
import ts from 'typescript';
import { expect, it } from 'vitest';
import { instrument } from '../scripts/mutants/instrument.ts';
import { drawn, type Mutant, mutantsOf, vendors } from '../scripts/mutants/mutate.ts';
import { placeOf, reasonFor, reasons, staleReasons } from '../scripts/mutants/reasons.ts';
import { suites, witnesses } from '../scripts/mutants/suites.ts';

const lufff = mutantsOf('lufff');

it('changes a mock in every way', () => {
  const kinds = ['check', 'comparison', 'condition', 'field', 'flag', 'number', 'sign', 'text'];
  expect([...new Set(lufff.map(({ kind }) => kind))].sort()).toEqual(kinds);
  expect(lufff.length).toBeGreaterThan(300);
});

it('puts every mutant of a file beside the original, and leaves a program that can be parsed', () => {
  for (const [file, mutants] of Map.groupBy(lufff, (mutant) => mutant.file)) {
    const text = instrument(readFileSync(file, 'utf8'), mutants);
    expect(mutants.filter(({ id }) => !text.includes(`mutant(${id})`))).toEqual([]);
    const { diagnostics = [] } = ts.transpileModule(text, { reportDiagnostics: true });
    expect(diagnostics.map(({ messageText }) => `${file} ${messageText}`)).toEqual([]);
  }
});

/** What a module's `f` gives, with one mutant active or none. */
function resultOf(source: string, mutants: readonly Mutant[], active?: number): unknown {
  const { outputText } = ts.transpileModule(instrument(source, mutants), {
    compilerOptions: { target: ts.ScriptTarget.ESNext, module: ts.ModuleKind.CommonJS },
  });
  const run = new Function('mutant', 'exports', `${outputText}\nreturn exports.f(3)`);
  return run((id: number) => id === active, {});
}

it('behaves like the original until a mutant is active', () => {
  const source = 'export const f = (n: number) => ({ code: n > 2 ? n + 1 : 0 });\n';
  const at = (before: string, after: string, id: number, kind: Mutant['kind']): Mutant => {
    const start = source.indexOf(before);
    return {
      id,
      vendor: 'x',
      file: 'x.ts',
      line: 1,
      kind,
      before,
      after,
      range: [start, start + before.length],
    };
  };
  const mutants = [
    at('code: n > 2 ? n + 1 : 0', 'code_: n', 0, 'field'),
    at('n > 2', 'n >= 2', 1, 'comparison'),
    at('n > 2', '!(n > 2)', 2, 'condition'),
    at('n + 1', 'n - 1', 3, 'sign'),
  ];
  expect([undefined, 0, 1, 2, 3].map((active) => resultOf(source, mutants, active))).toEqual([
    { code: 4 },
    { code_: 4 },
    { code: 4 },
    { code: 0 },
    { code: 2 },
  ]);
});

it('sees a table of a module as it is when it is used', () => {
  const source = 'const table = { code: 7 };\nexport const f = () => table.code;\n';
  const start = source.indexOf('7');
  const seven: Mutant = {
    ...{ id: 0, vendor: 'x', file: 'x.ts', line: 1, kind: 'number', before: '7', after: '8' },
    range: [start, start + 1],
  };
  let active = false;
  const { outputText } = ts.transpileModule(instrument(source, [seven]), {
    compilerOptions: { target: ts.ScriptTarget.ESNext, module: ts.ModuleKind.CommonJS },
  });
  const f: () => number = new Function('mutant', 'exports', `${outputText}\nreturn exports.f`)(
    () => active,
    {},
  );
  expect(f()).toBe(7);
  active = true;
  expect(f()).toBe(8);
});

it('draws the same mutants for the same seed, and others for another', () => {
  expect(drawn(lufff, 10, 'test')).toEqual(drawn(lufff, 10, 'test'));
  expect(drawn(lufff, 10, 'test')).not.toEqual(drawn(lufff, 10, 'other'));
});

it('leaves out a file by its whole name only', () => {
  const files = mutantsOf('aliyun-oss').map((mutant) => placeOf(mutant)[0]);
  expect(files).toContain('aliyun-oss/object/list-uploads.ts');
  expect(files).not.toContain('aliyun-oss/process-object.ts');
});

it('has tests of every vendor, each of which is there', () => {
  const named = vendors.flatMap((vendor) => witnesses.flatMap((witness) => suites[vendor]?.[witness] ?? []));
  expect(named.filter((file) => !existsSync(file))).toEqual([]);
  const needed = ['documentation', 'tests'] as const;
  expect(vendors.filter((vendor) => needed.some((witness) => !suites[vendor]?.[witness].length))).toEqual([]);
});

it('gives reasons for mutants that there are', () => {
  const places = new Set(
    vendors.flatMap((vendor) => mutantsOf(vendor).map((mutant) => placeOf(mutant).join(': '))),
  );
  const given = Object.entries(reasons).flatMap(([file, changes]) =>
    Object.keys(changes).map((change) => `${file}: ${change}`),
  );
  expect(given.filter((place) => !places.has(place))).toEqual([]);
});

it('tells a reason that explains no survivor from one that does', () => {
  const explained = mutantsOf('fangtang').filter((mutant) => reasonFor(mutant) !== undefined);
  expect(explained.length).toBeGreaterThan(2);
  expect(staleReasons(explained, explained)).toEqual([]);
  expect(staleReasons(explained, explained.slice(1))).toHaveLength(1);
});
