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

const megabyte = Buffer.alloc(1 << 20, 'a');
app.get('/megabyte', (_request, response) => response.type('application/octet-stream').send(megabyte));

/** As long as a list of 1,000 objects. */
const list = `<ListBucketResult>${'<Contents><Key>small/0000</Key></Contents>'.repeat(9_000)}</ListBucketResult>`;
app.get('/list', (_request, response) => response.type('application/xml').send(list));

const origin = await app.listen({ host: '127.0.0.1', port: 0 });
console.log(JSON.stringify({ bare: origin }));
