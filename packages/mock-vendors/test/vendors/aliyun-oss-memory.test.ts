import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const run = promisify(execFile);
const program = fileURLToPath(new URL('../helpers/measure-upload.ts', import.meta.url));

it('never holds a large upload in memory, on either side', { timeout: 90_000 }, async () => {
  const { stdout } = await run(process.execPath, ['--conditions=@api-repack/source', program, String(200e6)]);
  const { etags, clientMb, serverMb } = JSON.parse(stdout);
  expect(new Set(etags).size).toBe(1);
  // 60 to 85 are usual: chunks that wait to be collected.
  expect(clientMb).toBeLessThan(120);
  expect(serverMb).toBeLessThan(120);
});
