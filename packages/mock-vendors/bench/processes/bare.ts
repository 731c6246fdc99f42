// The same calls without a mock: plain Fastify, which reads what comes and answers with a constant.
import multipart from '@fastify/multipart';
import Fastify from 'fastify';

const app = Fastify({ bodyLimit: 16 << 20 });
await app.register(multipart);
app.addContentTypeParser('application/octet-stream', (_request, _payload, done) => done(null));

app.post('/json', async () => ({ status: 0, msg: '', data: { credit: 5 } }));

app.post('/form', async (request) => {
  const sizes: Record<string, number> = {};
  for await (const part of request.parts({ limits: { fileSize: 16 << 20 } }))
    sizes[part.fieldname] = part.type === 'file' ? (await part.toBuffer()).length : 0;
  return { code: 200, data: sizes };
});

app.put('/stream', async ({ raw }, response) => {
  let size = 0;
  for await (const chunk of raw) size += (chunk as Buffer).length;
  return response.header('x-size', size).send('');
});

const origin = await app.listen({ host: '127.0.0.1', port: 0 });
console.log(JSON.stringify({ bare: origin }));
