// npm run mutants: changes the mocks in one thing at a time, and counts who notices. --count <n> mutants (40), within --minutes <n>
// (15), drawn by --seed <text>; --vendor <name> selects; --list prints the mutants and runs none.
import { parseArgs } from 'node:util';
import { judge, type Verdict } from './mutants/judge.ts';
import { allMutants, type Mutant } from './mutants/mutate.ts';
import { reasonFor } from './mutants/reasons.ts';
import { openWorkspace } from './mutants/workspace.ts';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '40' },
    minutes: { type: 'string', default: '15' },
    seed: { type: 'string', default: 'mutants' },
    vendor: { type: 'string' },
    list: { type: 'boolean' },
  },
});

const nameOf = ({ file, line, before, after }: Mutant): string =>
  `${file.replace('packages/mock-vendors/src/vendors/', '')}:${line} ${shorten(before)} → ${shorten(after)}`;

const shorten = (text: string) => text.replaceAll(/\s+/g, ' ').slice(0, 50);

const drawn = allMutants(values.seed)
  .filter(({ vendor }) => values.vendor === undefined || vendor === values.vendor)
  .slice(0, Number(values.count));

if (values.list) {
  for (const mutant of drawn) console.log(`${mutant.kind} ${nameOf(mutant)}`);
  process.exit();
}

const workspace = openWorkspace();
for (const mutant of new Map(drawn.map((one) => [one.vendor, one])).values()) {
  const unchanged = { ...mutant, source: workspace.read(mutant.file) };
  const verdict = await judge(unchanged, workspace);
  if (verdict === 'alive') continue;
  console.error(`${mutant.vendor} fails unchanged (${verdict}): mend that first`);
  process.exit(2);
}
const judged: { mutant: Mutant; verdict: Verdict }[] = [];
const end = Date.now() + Number(values.minutes) * 60_000;
for (const mutant of drawn) {
  if (Date.now() > end) break;
  const verdict = await judge(mutant, workspace);
  workspace.restore(mutant.file);
  judged.push({ mutant, verdict });
  console.log(`${verdict.padEnd(13)} ${mutant.kind.padEnd(10)} ${nameOf(mutant)}`);
}

workspace.close();

const share = (verdict: Verdict): string => {
  const count = judged.filter((one) => one.verdict === verdict).length;
  return `${count} (${Math.round((100 * count) / Math.max(judged.length, 1))} %)`;
};
console.log(`
${judged.length} of ${drawn.length} mutants were judged, seed ${values.seed}
noticed by the documentation's examples and tables: ${share('documentation')}
noticed by clients that know nothing of the mock:   ${share('client')}
noticed by tests of our own only:                   ${share('tests')}
alive:                                              ${share('alive')}`);
for (const { mutant } of judged.filter(({ verdict }) => verdict === 'alive'))
  console.log(`  ${nameOf(mutant)}: ${reasonFor(mutant)}`);
