import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import type { MockAccount } from '../mock.ts';
import { catalogues } from '../vendors.ts';
import { openApi } from './openapi.ts';

/** OpenAPI at /openapi.json and Swagger UI at /docs. All files come from this server. */
export async function addDocs(app: FastifyInstance, mockAccounts: readonly MockAccount[]): Promise<void> {
  const document = openApi(catalogues, mockAccounts);
  await app.register(swagger, {
    mode: 'static',
    specification: { document: withEmptyForms(document) as never },
  });
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
