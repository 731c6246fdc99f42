import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// n8n reads these when it is loaded.
process.env.N8N_USER_FOLDER ??= temporaryFolder();
process.env.N8N_ENCRYPTION_KEY ??= 'nothing worth to encrypt';
process.env.N8N_LOG_LEVEL ??= 'silent';

const require = createRequire(import.meta.url);

/** Required and not imported: the ESM build of n8n-workflow does not load, and one copy must serve all. */
export const n8nCore = require('n8n-core') as typeof import('n8n-core');
export const n8nWorkflow = require('n8n-workflow') as typeof import('n8n-workflow');
export const { Container } = require('@n8n/di') as typeof import('@n8n/di');

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'n8n-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
