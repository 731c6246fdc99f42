import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sqliteStore } from '@api-repack/core/node';
import { createGateway } from '@api-repack/gateway';
import type { ScenarioContext } from '@api-repack/mock-vendors/audit';
import { hostIn, photo, type Subject } from './subject.ts';

const root = mkdtempSync(join(tmpdir(), 'api-repack-audit-'));
process.on('exit', () => rmSync(root, { recursive: true, force: true }));

/** A gateway that was started again with the same keys, and a job runner that repeats its call with the same key. */
const asked = (path: string, form: Readonly<Record<string, string | Blob>>, headers: Headers): Subject => ({
  name: `gateway ${path}`,
  options: { restart: 'always' },
  scenario: async (context) => {
    const store = sqliteStore(fileOf(context));
    const gateway = await createGateway({
      host: hostIn(context),
      baseUrls: context.origins,
      store,
    });
    try {
      const origin = await gateway.app.listen({ port: 0, host: '127.0.0.1' });
      const body = new FormData();
      for (const [name, value] of Object.entries(form)) body.append(name, value);
      const sent = { ...headers(context), 'idempotency-key': 'audit' };
      const response = await fetch(origin + path, {
        method: 'POST',
        headers: sent,
        body,
        signal: context.signal,
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`HTTP ${response.status}: ${text}`);
      return text;
    } finally {
      gateway.app.server.closeAllConnections();
      await gateway.app.close();
      await store.close();
    }
  },
});

type Headers = (context: ScenarioContext) => Record<string, string>;

function fileOf({ storage }: ScenarioContext): string {
  const file = (storage.get('keys') as string | undefined) ?? join(mkdtempSync(join(root, 'run-')), 'keys');
  storage.set('keys', file);
  return file;
}

const basic = (user = '', password = '') => ({
  authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
});

const channel: Headers = ({ credentials: { fangtang } }) => basic(fangtang?.third_code, fangtang?.secret_key);
const key: Headers = ({ credentials: { picwish } }) => ({ 'x-api-key': picwish?.apiKey ?? '' });
const device: Headers = ({ credentials: { lufff } }) => ({ authorization: `Bearer ${lufff?.uuid}` });

export const gatewaySubjects: readonly Subject[] = [
  asked('/fangtang/restore', { image_file: photo, seq: 'repair' }, channel),
  asked('/picwish/segmentation', { image_file: photo }, key),
  asked('/lufff/remove-background', { image_url: 'https://example.com/cat.jpg' }, device),
];
