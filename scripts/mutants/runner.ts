// Loaded by Vitest in the process that runs the tests, for npm run mutants.
import { appendFileSync } from 'node:fs';
import { inject, type RunnerTestCase, type RunnerTestFile, TestRunner } from 'vitest';
import { isAbout } from './suites.ts';

declare module 'vitest' {
  interface ProvidedContext {
    readonly vendor: string;
    /** Ids of the mutants to be judged. */
    readonly mutants: readonly number[];
    /** File to which each verdict is appended, as a line of JSON. */
    readonly verdicts: string;
    /** A mutant that is active from the start, for those that act while modules load. */
    readonly active: number | undefined;
  }
}

/** One line of the file of verdicts. */
export type Line = { readonly killed: number; readonly by: string } | { readonly loaded: number };

/** A mutated loop that runs longer does not end. */
const mostHits = 200_000;

class Judging {
  readonly alive = new Set(inject('mutants'));
  readonly loaded = new Set<number>();
  active = inject('active');
  /** What has been reached since the last test began, or while modules loaded. */
  seen = this.loaded;
  hits = 0;

  /** Called by instrumented code: whether a mutant is active. */
  readonly mutant = (id: number): boolean => {
    this.seen.add(id);
    if (id !== this.active) return false;
    if (++this.hits > mostHits) throw new Error('the mutated loop does not end');
    return true;
  };
}

// Vitest may load this module several times in the process whose modules are instrumented once.
const holder: { judging?: Judging; mutant?: Judging['mutant'] } = globalThis as object;
const state = holder.judging ?? new Judging();
holder.judging = state;
holder.mutant = state.mutant;

const file = inject('verdicts');
const write = (line: Line) => appendFileSync(file, `${JSON.stringify(line)}\n`);

// Vitest takes a runner by its default export.
export default class MutantRunner extends TestRunner {
  override async onBeforeRunTask(test: RunnerTestCase): Promise<void> {
    if (!isAbout(inject('vendor'), test.file.filepath, test.name)) test.mode = 'skip';
    await super.onBeforeRunTask(test);
  }

  async runTask(test: RunnerTestCase): Promise<void> {
    const seen = new Set<number>();
    state.seen = seen;
    const startedAt = performance.now();
    await run(test);
    state.seen = state.loaded;
    if (inject('active') !== undefined) return;
    const limitMs = 3_000 + 5 * (performance.now() - startedAt);
    const candidates = [...seen].filter((id) => state.alive.has(id));
    for (const id of candidates) await this.#judge(test, id, limitMs);
    // What a mutant leaves behind in a module must not be taken for the deed of the next.
    if (candidates.length > 0) await run(test);
  }

  override onAfterRunFiles(files: RunnerTestFile[]): void {
    super.onAfterRunFiles(files);
    for (const id of state.loaded) write({ loaded: id });
  }

  async #judge(test: RunnerTestCase, id: number, limitMs: number): Promise<void> {
    Object.assign(state, { active: id, hits: 0, seen: new Set() });
    const isNoticed = await run(test, limitMs).then(
      () => false,
      () => true,
    );
    Object.assign(state, { active: undefined, seen: state.loaded });
    if (!isNoticed) return;
    state.alive.delete(id);
    write({ killed: id, by: `${test.file.filepath} > ${test.name}` });
  }
}

/** Where Vitest keeps what `onTestFinished` was given; its types leave it out. */
interface WithCleanups {
  onFinished?: ((context: object) => unknown)[];
  onFailed?: unknown;
}

/** The test once, with what it cleans up. */
async function run(test: RunnerTestCase, limitMs?: number): Promise<void> {
  try {
    const running = Promise.resolve(TestRunner.getTestFn(test)?.());
    await (limitMs === undefined ? running : Promise.race([running, outOfTime(limitMs)]));
  } finally {
    const held: WithCleanups = test as object;
    const cleanups = held.onFinished ?? [];
    delete held.onFinished;
    delete held.onFailed;
    for (const cleanUp of cleanups.toReversed())
      await Promise.resolve()
        .then(() => cleanUp(test.context))
        .catch(() => undefined);
  }
}

const timer = globalThis.setTimeout;

const outOfTime = (ms: number) =>
  new Promise<never>((_, reject) => void timer(() => reject(new Error('takes too long')), ms).unref());
