import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { BaseSequencer, createVitest, type TestCase, type TestSpecification, type Vitest } from 'vitest/node';
import { instrument } from './instrument.ts';
import type { Mutant } from './mutate.ts';
import type { Line } from './runner.ts';
import { suites, type Witness, witnesses } from './suites.ts';

/** By a mutant's id: the kind of test that noticed it, or that none did; nothing if time was too short. */
export type Verdicts = ReadonlyMap<number, Witness | 'alive'>;

interface Judging {
  readonly vendor: string;
  /** All mutants of the vendor. */
  readonly mutants: readonly Mutant[];
  /** Those to be judged. */
  readonly judged: readonly Mutant[];
  /** How long mutants are loaded one by one, in milliseconds. */
  readonly loadingMs: number;
  readonly onProgress: (message: string) => void;
}

/**
 * Runs each test once as the mock is, then once for each living mutant that it has reached. Mutants that act while modules
 * load, such as those of tables, are loaded anew one by one.
 */
export async function judge(judging: Judging): Promise<Verdicts> {
  const folder = mkdtempSync(join(tmpdir(), 'mutants-'));
  const verdicts = join(folder, 'verdicts.jsonl');
  writeFileSync(verdicts, '');
  try {
    await runAll(judging, verdicts);
    const { killed, loaded } = readVerdicts(verdicts, judging.vendor);
    const atLoad = judging.judged.filter(({ id }) => loaded.has(id) && !killed.has(id));
    judging.onProgress(
      `${judging.vendor}: ${killed.size} noticed while tests ran; ${atLoad.length} act at load`,
    );
    const late = await loadOneByOne({ ...judging, judged: atLoad }, verdicts);
    const unjudged = new Set(atLoad.map(({ id }) => id).filter((id) => !late.has(id)));
    const known = judging.judged.filter(({ id }) => !unjudged.has(id));
    return new Map(known.map(({ id }) => [id, killed.get(id) ?? late.get(id) ?? 'alive']));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function runAll(judging: Judging, verdicts: string): Promise<void> {
  const vitest = await open(judging);
  try {
    vitest.provide(
      'mutants',
      judging.judged.map(({ id }) => id),
    );
    vitest.provide('verdicts', verdicts);
    const { testModules, unhandledErrors } = await vitest.runTestSpecifications(
      specifications(vitest, judging.vendor),
    );
    const broken = testModules.filter((module) => !module.ok());
    if (broken.length === 0) return;
    const names = broken.flatMap((module) => [...module.children.allTests('failed')]).map(describeFailure);
    const errors = unhandledErrors.map(String);
    throw new Error(
      `${judging.vendor} fails unchanged, mend that first: ${[...names, ...errors].join('\n')}`,
    );
  } finally {
    await vitest.close();
  }
}

const describeFailure = (test: TestCase): string =>
  `${relative('.', test.module.moduleId)} > ${test.name}: ${test.result().errors?.[0]?.message}`;

async function loadOneByOne(judging: Judging, verdicts: string): Promise<Map<number, Witness | 'alive'>> {
  const found = new Map<number, Witness | 'alive'>();
  const vitest = await open(judging, { bail: 1 });
  vitest.provide('mutants', []);
  vitest.provide('verdicts', verdicts);
  const end = Date.now() + judging.loadingMs;
  for (const { id } of judging.judged) {
    if (Date.now() > end) break;
    vitest.provide('active', id);
    const { testModules } = await vitest.runTestSpecifications(specifications(vitest, judging.vendor));
    const noticing = testModules.find((module) => !module.ok());
    found.set(id, noticing ? witnessOf(judging.vendor, noticing.moduleId) : 'alive');
    judging.onProgress(`${judging.vendor}: ${found.size} of ${judging.judged.length}: ${found.get(id)}`);
  }
  await vitest.close();
  return found;
}

const specifications = (vitest: Vitest, vendor: string): TestSpecification[] =>
  witnesses.flatMap((witness) =>
    (suites[vendor]?.[witness] ?? []).map((file) =>
      vitest.getRootProject().createSpecification(resolve(file)),
    ),
  );

function witnessOf(vendor: string, file: string): Witness {
  const path = relative('.', file);
  return witnesses.find((witness) => suites[vendor]?.[witness].includes(path)) ?? 'tests';
}

/** The files as they are listed. */
class InOrder extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files;
  }
}

const conditions = ['@api-repack/source', 'module', 'node', 'development|production'];

async function open({ vendor, mutants }: Judging, extra: { readonly bail?: number } = {}): Promise<Vitest> {
  const vitest = await createVitest(
    'test',
    {
      ...extra,
      config: false,
      watch: false,
      reporters: [{}],
      pool: 'forks',
      isolate: false,
      // Its key does not know which vendor is instrumented.
      fsModuleCache: false,
      maxWorkers: 1,
      fileParallelism: false,
      // For each test as the mock is; with a mutant, the runner has a limit of its own.
      testTimeout: 120_000,
      dangerouslyIgnoreUnhandledErrors: true,
      include: ['**/*.test.ts'],
      runner: resolve('scripts/mutants/runner.ts'),
      sequence: { sequencer: InOrder },
    },
    {
      resolve: { conditions },
      ssr: { resolve: { conditions } },
      plugins: [
        {
          name: 'mutants',
          enforce: 'pre',
          transform(code, id) {
            const own = mutants.filter(({ file }) => resolve(file) === id);
            return own.length > 0 ? instrument(code, own) : undefined;
          },
        },
      ],
    },
  );
  vitest.provide('vendor', vendor);
  return vitest;
}

function readVerdicts(file: string, vendor: string) {
  const killed = new Map<number, Witness>();
  const loaded = new Set<number>();
  for (const text of readFileSync(file, 'utf8').split('\n').filter(Boolean)) {
    const line = JSON.parse(text) as Line;
    if ('loaded' in line) loaded.add(line.loaded);
    if ('killed' in line) killed.set(line.killed, witnessOf(vendor, line.by.split(' > ', 1)[0] ?? ''));
  }
  return { killed, loaded };
}
