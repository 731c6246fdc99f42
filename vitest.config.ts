import { createRequire } from 'node:module';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';

const conditions = ['@api-repack/source', 'module', 'node', 'development|production'];
/** `module` leads to a build of @opentelemetry/api that Node cannot load. */
const withoutModules = conditions.filter((name) => name !== 'module');
const fromE2e = createRequire(new URL('packages/n8n-nodes/e2e/package.json', import.meta.url));

/** In milliseconds: a hang must fail a test, and a busy machine must not. */
const testTimeout = 20_000;

/** By default vitest leaves one core free, which on a machine with two means one file after the other. */
const maxWorkers = '100%';

function project(name: string, include: string, used = conditions): TestProjectInlineConfiguration {
  return {
    resolve: { conditions: used },
    ssr: { resolve: { conditions: used } },
    test: { name, include: [include], testTimeout, maxWorkers },
  };
}

const e2e = project('n8n-nodes', 'packages/n8n-nodes/e2e/test/**/*.test.ts');

/** n8n-core requires the CommonJS build; a second copy would fail its instanceof checks. */
const n8nResolve = {
  conditions,
  alias: [{ find: /^n8n-workflow$/, replacement: fromE2e.resolve('n8n-workflow') }],
};

export default defineConfig({
  test: {
    maxWorkers,
    projects: [
      project('core', 'packages/core/test/**/*.test.ts'),
      project('mock-vendors', 'packages/mock-vendors/test/**/*.test.ts'),
      project('gateway', 'packages/gateway/test/**/*.test.ts', withoutModules),
      {
        ...e2e,
        resolve: n8nResolve,
        // Loading n8n-core takes longer than all tests of a file.
        test: { ...e2e.test, pool: 'forks', isolate: false },
      },
      {
        ...project('n8n-kit', 'packages/n8n-nodes/kit/test/**/*.test.ts'),
        resolve: n8nResolve,
      },
      project('root', 'test/**/*.test.ts', withoutModules),
    ],
  },
});
