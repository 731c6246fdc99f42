import { expect, onTestFinished, test } from 'vitest';
import { catalogues, createGateway } from '../src/index.ts';
import type { Gateway } from '../src/service/app.ts';
import { answerOf, openGateway } from './helpers/gateway.ts';

const describe = async (origin: string) => (await answerOf(await fetch(`${origin}/openapi.json`))).json;

test('the description has every operation, and the service answers each of its paths', async () => {
  const { origin, post } = await openGateway();
  const document = await describe(origin);
  expect(document.openapi).toBe('3.1.0');
  const paths = catalogues.flatMap(({ name, operations }) => operations.map((one) => `/${name}/${one.name}`));
  expect(Object.keys(document.paths)).toEqual(paths);
  for (const path of paths) expect((await post(path)).status).not.toBe(404);
});

test('every operation of an endpoint that charges says so, and can be repeated by a key', async () => {
  const { origin } = await openGateway();
  const { paths } = await describe(origin);
  for (const { name, operations } of catalogues)
    for (const operation of operations) {
      const { description, parameters } = paths[`/${name}/${operation.name}`].post;
      const hasKey = parameters.some((one: { name: string }) => one.name === 'Idempotency-Key');
      expect(hasKey, operation.name).toBe(operation.charges);
      expect(description.startsWith('Costs'), operation.name).toBe(operation.charges);
    }
});

test('a file is binary, credentials are security schemes, and checks are there', async () => {
  const { origin } = await openGateway();
  const { paths, components } = await describe(origin);
  const { requestBody, security } = paths['/fangtang/restore'].post;
  const { properties } = requestBody.content['multipart/form-data'].schema;
  expect(properties.image_file).toMatchObject({ type: 'string', format: 'binary' });
  expect(properties.rate.enum).toEqual([0, 2, 4, 8]);
  const [[scheme] = []] = security.map(Object.keys);
  expect(components.securitySchemes[scheme]).toMatchObject({ type: 'http', scheme: 'basic' });
});

test('every parameter has a description', async () => {
  const { origin } = await openGateway();
  const { paths } = await describe(origin);
  for (const path of Object.keys(paths))
    for (const { schema } of Object.values<Described>(paths[path].post.requestBody.content))
      for (const [name, { description }] of Object.entries(schema.properties ?? {}))
        expect(description, `${path} ${name}`).toMatch(/\w/);
});

interface Described {
  readonly schema: { readonly properties?: Readonly<Record<string, { readonly description?: string }>> };
}

test('a body is described in the encodings that work', async () => {
  const { origin } = await openGateway();
  const { paths } = await describe(origin);
  const encodings = (path: string) => Object.keys(paths[path].post.requestBody.content);
  const plain = ['application/json', 'application/x-www-form-urlencoded'];
  expect(encodings('/fangtang/balance')).toEqual(['multipart/form-data', ...plain]);
  expect(encodings('/picwish/segmentation')).toEqual(['multipart/form-data', ...plain]);
  expect(encodings('/fangtang/restore-v1')).toEqual(['multipart/form-data']);
  const { properties } = paths['/picwish/segmentation'].post.requestBody.content[plain[0] as string].schema;
  expect(properties).toHaveProperty('image_url');
  expect(properties).not.toHaveProperty('image_file');
});

test('what a failure says can be told apart by a program', async () => {
  const { origin, post } = await openGateway();
  const { components } = await describe(origin);
  const { headers, content } = components.responses.Failure;
  const { properties } = content['application/json'].schema.properties.error;
  expect(properties.charged.enum).toEqual(['no', 'yes', 'maybe']);
  const { json, ...failed } = await post('/fangtang/balance');
  expect(properties.kind.enum).toContain(json.error.kind);
  expect(Object.keys(json.error).filter((name) => !(name in properties))).toEqual([]);
  for (const name of ['x-request-id', 'x-charged']) {
    expect(headers).toHaveProperty(name);
    expect(failed.headers.has(name)).toBe(true);
  }
});

test('the page for people loads nothing from elsewhere', async () => {
  const { origin } = await openGateway();
  const page = await (await fetch(`${origin}/docs/`)).text();
  const sources = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, source = '']) => source);
  expect(sources.length).toBeGreaterThan(3);
  for (const source of sources) expect((await fetch(new URL(source, `${origin}/docs/`))).status).toBe(200);
  expect(sources.filter((source) => /^(https?:)?\/\//.test(source))).toEqual([]);
});

test('the page tells the credentials of the mocks, and none where vendors are behind it', async () => {
  const mockAccounts = [{ vendor: 'fangtang', fields: { third_code: 'hiliad', secret_key: 'sesame' } }];
  const [mocked, real] = await Promise.all([createGateway({ mockAccounts }), createGateway()]);
  onTestFinished(() => Promise.all([mocked.app.close(), real.app.close()]).then(() => undefined));
  const describedBy = async ({ app }: Gateway) => (await app.inject('/openapi.json')).json().info.description;
  expect(await describedBy(mocked)).toContain('**fangtang**: third_code `hiliad`, secret_key `sesame`');
  expect(await describedBy(real)).not.toContain('credentials');
});
