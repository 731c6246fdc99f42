import type { FastifyInstance } from 'fastify';
import type { Service } from './service.ts';

/** Ready means that payments can be recorded. It says nothing about the vendors: one of them being down is no reason to stop. */
export function addHealth(app: FastifyInstance, { inFlight, metrics, payments }: Service): void {
  app.get('/healthz', async () => ({ ok: true }));
  app.get('/readyz', async (_request, reply) => {
    const reason = inFlight.isClosing
      ? 'the gateway is stopping'
      : await payments.probe().then(none, messageOf);
    return reply.code(reason ? 503 : 200).send({ ready: !reason, ...(reason && { reason }) });
  });
  app.get('/metrics', async (_request, reply) =>
    reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()),
  );
}

const none = () => undefined;

const messageOf = (error: Error): string => `payments cannot be recorded: ${error.message}`;
