import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import openapiTS, { astToString } from 'openapi-typescript';
import { expect, onTestFinished, test } from 'vitest';
import { catalogues } from '../src/index.ts';
import { openApi } from '../src/service/openapi.ts';
import { basic, openGateway } from './helpers/gateway.ts';
import { photo } from './helpers/pictures.ts';

const packageFolder = fileURLToPath(new URL('..', import.meta.url));

/** What a user writes who has nothing but /openapi.json. */
const program = `
import createClient from 'openapi-fetch';
import type { paths } from './gateway.d.ts';

function formOf(body: object): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(body)) form.append(name, value instanceof Blob ? value : String(value));
  return form;
}

export async function restore(baseUrl: string, authorization: string, photo: Blob) {
  const client = createClient<paths, 'application/json'>({ baseUrl, headers: { authorization } });
  const { data, error, response } = await client.POST('/fangtang/restore', {
    params: { header: { 'Idempotency-Key': 'one' } },
    // Generated types have texts for files.
    body: { image_file: photo as unknown as string, seq: ['repair', 'colour'], rate: 2 },
    bodySerializer: formOf,
  });
  if (error) throw new Error(\`\${error.error.kind} \${error.error.charged satisfies 'no' | 'yes' | 'maybe'}\`);
  return { image: data.image satisfies string, charged: response.headers.get('x-charged') };
}

export async function refusal(baseUrl: string) {
  const client = createClient<paths, 'application/json'>({ baseUrl });
  const { error } = await client.POST('/lufff/remove-background', {
    body: { image_url: 'https://example.com/cat.jpg' },
  });
  return error?.error.kind === 'auth';
}

/** Only for the compiler. */
export function mistakes() {
  const client = createClient<paths>();
  // @ts-expect-error: there is no such operation
  void client.POST('/fangtang/repaint', {});
  // @ts-expect-error: there is no such rate
  void client.POST('/fangtang/restore', { body: { rate: 3 } });
}
`;

async function writeClient(): Promise<string> {
  // Inside the package, so that imports find its dependencies.
  mkdirSync(join(packageFolder, 'node_modules/.cache'), { recursive: true });
  const folder = mkdtempSync(join(packageFolder, 'node_modules/.cache/client-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const types = await openapiTS(openApi(catalogues, []) as never);
  writeFileSync(join(folder, 'gateway.d.ts'), astToString(types));
  writeFileSync(join(folder, 'client.ts'), program);
  return folder;
}

interface Client {
  restore(
    baseUrl: string,
    authorization: string,
    photo: Blob,
  ): Promise<{ readonly image: string; readonly charged: string | null }>;
  refusal(baseUrl: string): Promise<boolean>;
}

test('a client that is generated from the description compiles, and calls the service', async () => {
  const folder = await writeClient();
  const tsc = fileURLToPath(import.meta.resolve('typescript/bin/tsc'));
  const strict = [
    '--strict',
    '--noEmit',
    '--module',
    'nodenext',
    '--target',
    'es2023',
    '--lib',
    'es2023,dom',
  ];
  const flags = [...strict, '--allowImportingTsExtensions', '--skipLibCheck'];
  const { stdout } = spawnSync(process.execPath, [tsc, ...flags, join(folder, 'client.ts')], {
    encoding: 'utf8',
  });
  expect(stdout).toBe('');
  const client = (await import(pathToFileURL(join(folder, 'client.ts')).href)) as Client;
  const { origin } = await openGateway();
  const { authorization } = basic('hiliad', 'hiliad');
  const restored = await client.restore(origin, authorization, photo);
  expect(restored).toMatchObject({ image: expect.stringMatching(/^http/), charged: 'yes' });
  expect(await client.refusal(origin)).toBe(true);
}, 120_000);
