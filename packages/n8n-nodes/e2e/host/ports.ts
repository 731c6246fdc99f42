import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** The wanted port if nobody has it, otherwise any that is free. */
export async function freePort(wanted?: number): Promise<number> {
  const asked = wanted ? await tryPort(wanted) : undefined;
  return asked ?? (await tryPort(unlikelyPort())) ?? (await tryPort(0)) ?? 0;
}

/** Below those that systems hand out: another program could get one of them while n8n takes its time to start. */
const unlikelyPort = (): number => randomInt(20_000, 30_000);

function tryPort(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' ? address?.port : undefined));
    });
  });
}
