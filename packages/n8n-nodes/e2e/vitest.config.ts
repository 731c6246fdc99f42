import { defineConfig } from 'vitest/config';

// The tests on the real n8n take minutes and 2 GB, so npm test runs them only where n8n is installed.
const conditions = ['@api-repack/source', 'module', 'node', 'development|production'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['host-tests/*.test.ts'],
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 180_000,
  },
});
