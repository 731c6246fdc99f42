import type { FastifyServerOptions } from 'fastify';

const secretNames = [
  'authorization',
  'password',
  'token',
  'secret_key',
  'apiKey',
  'uuid',
  'phone',
  'telephone',
];

/** Lines of JSON. Of requests only method and path are logged. The redaction is a second safeguard. */
export const loggerFor = (
  level: string,
  stream?: { write(line: string): void },
): NonNullable<FastifyServerOptions['logger']> => ({
  level,
  ...(stream && { stream }),
  redact: { paths: ['req', 'headers', ...secretNames.map((name) => `*.${name}`)], censor: '***' },
});
