import type { FastifyInstance } from 'fastify';
import type { Service } from './service.ts';

/** For whoever runs the gateway. Ready says nothing about the vendors: asking them costs time, and one being down is no reason to stop. */
export function addHealth(app: FastifyInstance, { inFlight, metrics }: Service): void {
  app.get('/healthz', async () => ({ ok: true }));
  app.get('/readyz', async (_request, reply) =>
    reply.code(inFlight.isClosing ? 503 : 200).send({ ready: !inFlight.isClosing }),
  );
  app.get('/metrics', async (_request, reply) =>
    reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()),
  );
}
