import assert from 'node:assert/strict';
import { test } from 'node:test';
import { audit } from '@api-repack/mock-vendors/audit';

test('reading the ads bears a server that is busy', async () => {
  const report = await audit(
    async ({ origins }) => {
      const response = await fetch(`${origins.lufff}/make_pic/api/get_one_ad/`, { method: 'POST' });
      if (!response.ok) throw new Error(`HTTP ${response.status}`);
      return response.text();
    },
    { effects: ['429'], retries: 0 },
  );
  assert.deepEqual(report.violations, []);
  assert.equal(report.runs.length, 2);
});
