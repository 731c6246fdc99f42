import { uploadForm } from './fangtang-client.ts';
import { type Wrong, wrongly } from './mistake.ts';

const soon = { timeoutMs: 1_500 };

export const waiting: readonly Wrong[] = [
  {
    does: 'waits for ever for an answer',
    rule: 'hang',
    effects: ['silence'],
    options: soon,
    client: wrongly({ limit: (client) => client.signal }),
  },
  {
    does: 'repeats a refused upload without end',
    rule: 'hang',
    effects: ['5xx'],
    options: soon,
    client: wrongly({
      async upload(client) {
        for (;;) {
          try {
            const data = await client.steps.call(client, 'uploads', uploadForm());
            return (data as { mdf: string[] }).mdf[0] ?? '';
          } catch {
            await client.steps.pause(client, 1_000);
          }
        }
      },
    }),
  },
  {
    does: 'takes no notice of a task that has failed',
    rule: 'no-end-of-polling',
    effects: ['task'],
    client: wrongly({
      async waitFor(client, mdf) {
        for (let polls = 0; polls < 10; polls++) {
          await client.steps.pause(client, 1_000);
          if ((await client.steps.read(client, mdf)).code === 1) return;
        }
        throw new Error('it took too long');
      },
    }),
  },
  {
    does: 'polls a task without end',
    rule: 'no-end-of-polling',
    effects: ['task'],
    options: soon,
    client: wrongly({
      async waitFor(client, mdf) {
        for (;;) {
          await client.steps.pause(client, 1_000);
          const { code } = await client.steps.read(client, mdf);
          if (code === 1) return;
          if (code === 2) return client.steps.afterFailedTask(client, mdf);
        }
      },
    }),
  },
  {
    does: 'takes no notice of Retry-After',
    rule: 'impatient',
    effects: ['429'],
    client: wrongly({ waitAfter: (client) => client.clock.sleep(100) }),
  },
  {
    does: 'polls without a pause',
    rule: 'impatient',
    effects: ['label'],
    options: { taskTiming: { mode: 'polls', polls: 7 }, speed: 4 },
    client: wrongly({ pause: async () => undefined }),
  },
];
