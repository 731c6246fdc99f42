import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import type { MockAccount } from '../mock.ts';
import { catalogues } from '../vendors.ts';
import { openApi } from './openapi.ts';

/** OpenAPI at /openapi.json and Swagger UI at /docs. All files come from this server. */
export async function addDocs(app: FastifyInstance, mockAccounts: readonly MockAccount[]): Promise<void> {
  const { document, withForms } = documentsFor(mockAccounts);
  await app.register(swagger, { mode: 'static', specification: { document: withForms as never } });
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    uiConfig: {
      docExpansion: 'none',
      layout: 'BaseLayout',
      defaultModelsExpandDepth: -1,
      displayRequestDuration: true,
      validatorUrl: null,
    },
    theme: { title: 'API RePack gateway' },
  });
  app.get('/openapi.json', async () => document);
  app.get('/', async (_request, reply) => reply.redirect('/docs'));
}

interface Documents {
  readonly document: ReturnType<typeof openApi>;
  readonly withForms: object;
}

/** Kept, since they take long to make, and a process may start several gateways. */
const documents = new WeakMap<readonly MockAccount[], Documents>();

function documentsFor(mockAccounts: readonly MockAccount[]): Documents {
  const known = documents.get(mockAccounts);
  if (known) return known;
  const document = openApi(catalogues, mockAccounts);
  const made = { document, withForms: withEmptyForms(document) };
  documents.set(mockAccounts, made);
  return made;
}

interface Schema {
  readonly properties?: Readonly<Record<string, { type?: string; default?: unknown; examples?: unknown[] }>>;
  readonly required?: readonly string[];
}

/** Without examples the page would fill every field with an invented value, and send it. */
function withEmptyForms({ servers: _, ...document }: ReturnType<typeof openApi>): object {
  const copy = structuredClone(document) as unknown as { paths: Record<string, Forms> };
  const contents = Object.values(copy.paths).flatMap(({ post }) => Object.values(post.requestBody.content));
  for (const { schema } of contents)
    for (const [name, property] of Object.entries(schema.properties ?? {}))
      if (!schema.required?.includes(name) && property.default === undefined)
        property.examples = [property.type === 'array' ? [] : ''];
  return copy;
}

interface Forms {
  readonly post: { readonly requestBody: { readonly content: Readonly<Record<string, { schema: Schema }>> } };
}
