import { spawn } from 'node:child_process';
import type { Mutant } from './mutate.ts';
import type { Workspace } from './workspace.ts';

/**
 * Who notices a mutant. `documentation`: examples, tables and vectors that vendors print. `client`: a program or SDK of
 * others. `tests`: nothing but tests of our own.
 */
export type Verdict = 'documentation' | 'client' | 'tests' | 'alive';

const timeoutMs = 300_000;

/** Exit status; null if it took too long, which counts as noticed. */
function statusOf(command: readonly string[], cwd: string): Promise<number | null> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, command, { cwd, stdio: 'ignore' });
    const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
    child.once('close', (status) => {
      clearTimeout(timer);
      resolve(status);
    });
  });
}

const vitest = (filters: readonly string[]) => ['node_modules/vitest/vitest.mjs', 'run', ...filters];

/** Tests that quote a manual's tables and examples. */
const manualTests = (vendor: string) => [`packages/mock-vendors/test/vendors/${vendor}-manual`];

/** Programs of others, or core's client, which were not written from the mock. */
const clientTests: Readonly<Record<string, readonly string[]>> = {
  fangtang: ['packages/mock-vendors/test/contract.test.ts', '-t', 'fangtang over port'],
  picwish: ['packages/mock-vendors/test/vendors/picwish-client'],
  'picwish-web': ['packages/mock-vendors/test/contract.test.ts', '-t', 'picwish-web over port'],
  lufff: ['packages/mock-vendors/test/contract.test.ts', '-t', 'lufff over port'],
};

const withManual = new Set(['fangtang', 'lufff']);

export async function judge({ vendor, file, source }: Mutant, { root, change }: Workspace): Promise<Verdict> {
  const notices = async (command: readonly string[]) => (await statusOf(command, root)) !== 0;
  change(file, source);
  if (await notices(['--conditions=@api-repack/source', 'scripts/mutants/witness.ts', vendor]))
    return 'documentation';
  if (withManual.has(vendor) && (await notices(vitest(manualTests(vendor))))) return 'documentation';
  if (await notices(vitest(clientTests[vendor] ?? []))) return 'client';
  if (await notices(vitest([`packages/mock-vendors/test/vendors/${vendor}`]))) return 'tests';
  return 'alive';
}
