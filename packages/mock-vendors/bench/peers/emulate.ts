// The two calls as a custom service of emulate: it reads what comes, counts credits and answers the same.
import { randomUUID } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import { peerFile } from './install.ts';

interface Context {
  readonly req: {
    json(): Promise<{ phone?: string }>;
    parseBody(): Promise<Record<string, string | File>>;
  };
  json(value: object): Response;
}

interface Setup {
  readonly app: { post(path: string, handler: (context: Context) => Promise<Response>): void };
  readonly state: { credits: number; latest: { mdf: string; size: number } };
}

const { defineEmulator, createEmulator } = await import(pathToFileURL(peerFile('emulate/dist/api.js')).href);

const service = defineEmulator({
  name: 'vendors',
  state: (): Setup['state'] => ({ credits: 1e9, latest: { mdf: '', size: 0 } }),
  setup({ app, state }: Setup) {
    app.post('/make_pic/api/get_left_credit_by_phone/', async (context) => {
      const { phone } = await context.req.json();
      return context.json(phone ? { status: 0, msg: '', data: { credit: 5 } } : { status: 1 });
    });
    app.post('/api/third/uploads', async (context) => {
      const { third_code, seq, file } = await context.req.parseBody();
      if (!third_code || !seq || !(file instanceof File)) return context.json({ code: 9000 });
      const mdf = randomUUID().replaceAll('-', '');
      state.credits--;
      state.latest = { mdf, size: (await file.arrayBuffer()).byteLength };
      return context.json({ code: 200, data: { mdf: [mdf] } });
    });
  },
});

const { url } = await createEmulator({ service, port: 0 });
console.log(JSON.stringify({ emulate: url }));
process.on('disconnect', () => process.exit());
