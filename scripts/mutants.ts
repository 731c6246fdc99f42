// npm run mutants: changes the mocks in one thing at a time, and counts who notices. --vendor <name> selects (all); --files <text>
// selects the files whose path contains it (all); --count <n> judges so many mutants of each vendor (all), drawn by --seed <text>;
// --minutes <n> limits the time for a vendor's mutants that act while modules load (20); --list prints the mutants and judges none.
// Exit status 1 if a mutant survives for no known reason, or a reason explains none.
import { parseArgs } from 'node:util';
import { judge, type Verdicts } from './mutants/judge.ts';
import { drawn, type Mutant, mutantsOf, vendors } from './mutants/mutate.ts';
import { reasonFor, staleReasons } from './mutants/reasons.ts';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: 'all' },
    seed: { type: 'string', default: 'mutants' },
    minutes: { type: 'string', default: '20' },
    vendor: { type: 'string' },
    files: { type: 'string', default: '' },
    list: { type: 'boolean' },
  },
});

const nameOf = ({ file, line, kind, before, after }: Mutant): string =>
  `${file.replace('packages/mock-vendors/src/vendors/', '')}:${line} ${kind} ${shorten(before)} → ${shorten(after)}`;

const shorten = (text: string) => text.replaceAll(/\s+/g, ' ').slice(0, 60);

/** Prints the verdicts; gives what is to be mended. */
function report(
  vendor: string,
  candidates: readonly Mutant[],
  judged: readonly Mutant[],
  verdicts: Verdicts,
): number {
  const share = (verdict: string): string => {
    const count = judged.filter(({ id }) => verdicts.get(id) === verdict).length;
    return `${count} (${((100 * count) / Math.max(verdicts.size, 1)).toFixed(1)} %)`;
  };
  console.log(`
${vendor}: ${verdicts.size} of ${judged.length} mutants were judged
noticed by the documentation's examples and tables: ${share('documentation')}
noticed by programs of others:                      ${share('client')}
noticed by tests of our own only:                   ${share('tests')}
not noticed:                                        ${share('alive')}`);
  const survivors = judged.filter(({ id }) => verdicts.get(id) === 'alive');
  const unexplained = survivors.filter((mutant) => reasonFor(mutant) === undefined);
  for (const mutant of survivors)
    console.log(`  ${nameOf(mutant)}: ${reasonFor(mutant) ?? 'not explained, so a test is missing'}`);
  const stale = verdicts.size === candidates.length ? staleReasons(candidates, survivors) : [];
  for (const place of stale) console.log(`  ${place}: the reason explains no survivor, so remove it`);
  return unexplained.length + stale.length;
}

let toMend = 0;
for (const vendor of vendors.filter((name) => values.vendor === undefined || name === values.vendor)) {
  const mutants = mutantsOf(vendor);
  const candidates = mutants.filter(({ file }) => file.includes(values.files));
  const judged = drawn(
    candidates,
    values.count === 'all' ? candidates.length : Number(values.count),
    values.seed,
  );
  judged.sort((a, b) => a.id - b.id);
  if (values.list) {
    for (const mutant of judged) console.log(nameOf(mutant));
    continue;
  }
  const loadingMs = Number(values.minutes) * 60_000;
  const verdicts = await judge({ vendor, mutants, judged, loadingMs, onProgress: console.error });
  toMend += report(vendor, candidates, judged, verdicts);
}
// Not left to Vitest, for which a mutant that was noticed is a failed test.
process.exitCode = toMend > 0 ? 1 : 0;
