import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { sqliteStore } from '@api-repack/core/node';
import { type Catalogue, catalogues, createGateway, type Operation } from '@api-repack/gateway';
import { audit, type ScenarioContext } from '@api-repack/mock-vendors/audit';
import { inputFor } from './inputs.ts';
import { inWorldTime, keptIn, offFor, root, type Subject } from './subject.ts';
import { hostIn } from './world-time.ts';

/** A gateway that was started again with the same store, and a job runner that repeats its call with the same key. */
const subjectOf = (catalogue: Catalogue, operation: Operation): Subject => ({
  name: `gateway ${catalogue.name} ${operation.name}`,
  audit: (options) =>
    audit((context) => ask(context, `/${catalogue.name}/${operation.name}`, operation), {
      ...inWorldTime,
      restart: 'always',
      off: offFor(operation.name),
      ...options,
    }),
});

async function ask(context: ScenarioContext, path: string, operation: Operation): Promise<string> {
  const store = sqliteStore(keptIn(context, 'file', () => join(mkdtempSync(join(root, 'run-')), 'payments')));
  const gateway = await createGateway({ host: hostIn(context), baseUrls: context.origins, store });
  try {
    const origin = await gateway.app.listen({ port: 0, host: '127.0.0.1' });
    const { headers, fields } = await credentialsAt(origin, operation, context);
    const response = await fetch(origin + path, {
      method: 'POST',
      headers: { ...headers, 'idempotency-key': 'audit' },
      body: formOf({ ...inputOf(operation, context), ...fields }),
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
}

const inputOf = ({ name, input, vendor }: Operation, { credentials }: ScenarioContext) =>
  inputFor(name, input, credentials[vendor.name]);

function formOf(input: Readonly<Record<string, unknown>>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(input))
    for (const one of [value].flat()) form.append(name, one instanceof Blob ? one : String(one));
  return form;
}

/** An endpoint of the web account takes a token only, which its caller gets by a login. */
async function credentialsAt(origin: string, operation: Operation, { credentials, signal }: ScenarioContext) {
  const known = credentials[operation.vendor.name];
  const isTokenOnly = operation.isEndpoint && operation.vendor.name === 'picwish-web' && operation.charges;
  if (!isTokenOnly) return credentialsFor(operation, known);
  const { telephone, password } = known ?? {};
  const body = formOf({ telephone, password });
  const response = await fetch(`${origin}/picwish/login`, { method: 'POST', body, signal });
  const text = await response.text();
  if (!response.ok) throw new Error(`HTTP ${response.status}: ${text}`);
  return credentialsFor(operation, { token: JSON.parse(text).api_token.replace('Bearer ', '') });
}

type Known = Readonly<Record<string, string>>;

function credentialsFor(
  { name, credentials }: Operation,
  known: Known = {},
): { headers: Known; fields: Known } {
  // Some endpoints of Lufff take the last of its schemes only.
  for (const scheme of /uuid|unikey/.test(name) ? credentials.toReversed() : credentials) {
    const names = 'fields' in scheme ? scheme.fields : [scheme.field];
    if (!names.every((name) => name in known)) continue;
    const values = names.map((name) => known[name] ?? '');
    if (scheme.kind === 'form')
      return { headers: {}, fields: Object.fromEntries(names.map((name, i) => [name, values[i] ?? ''])) };
    return { headers: headerOf(scheme, values), fields: {} };
  }
  return { headers: {}, fields: {} };
}

function headerOf(scheme: Operation['credentials'][number], values: readonly string[]): Known {
  if (scheme.kind === 'header') return { [scheme.header]: values[0] ?? '' };
  const [word, text] =
    scheme.kind === 'basic'
      ? ['Basic', Buffer.from(values.join(':')).toString('base64')]
      : ['Bearer', values[0]];
  return { authorization: `${word} ${text}` };
}

/** Endpoints as they are only where they charge: the others keep no promise beyond passing on. */
const isTried = ({ name, isEndpoint, charges }: Operation): boolean =>
  (!isEndpoint || charges) && !/(^|-)(result|task)$/.test(name) && name !== 'login' && !takesUpload(name);

/** Endpoints of the web account take the id of an upload, which is an operation of its own. */
const takesUpload = (name: string): boolean => /^web-create-(?!text-to-image)/.test(name);

export const gatewaySubjects: readonly Subject[] = catalogues.flatMap((catalogue) =>
  catalogue.operations.filter(isTried).map((operation) => subjectOf(catalogue, operation)),
);
