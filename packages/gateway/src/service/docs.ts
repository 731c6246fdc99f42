import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { catalogues } from '../vendors.ts';
import { openApi } from './openapi.ts';

/** The description of everything, for programs and, with forms to try it, for people. All files come from this server. */
export async function addDocs(app: FastifyInstance): Promise<void> {
  const document = openApi(catalogues);
  await app.register(swagger, { mode: 'static', specification: { document: document as never } });
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    uiConfig: {
      docExpansion: 'list',
      defaultModelsExpandDepth: -1,
      displayRequestDuration: true,
      validatorUrl: null,
    },
    theme: { title: 'API RePack gateway' },
  });
  app.get('/openapi.json', async () => document);
  app.get('/', async (_request, reply) => reply.redirect('/docs'));
}
