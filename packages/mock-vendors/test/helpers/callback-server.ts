import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';

export interface Told {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Saying {
  readonly status?: number;
  readonly type?: string;
  readonly body: string;
  readonly location?: string;
  /** In chunks, without saying how long it is. */
  readonly chunked?: boolean;
}

/** A server that OSS calls back; it keeps what it is told. */
export async function listen(saying: Saying | 'nothing') {
  const told: Told[] = [];
  const server = createServer(async (request, response) => {
    told.push({ path: request.url ?? '', headers: request.headers, body: await text(request) });
    if (saying === 'nothing') return;
    const { status = 200, type = 'application/json', body, location, chunked = false } = saying;
    response.writeHead(status, {
      'content-type': type,
      ...(!chunked && { 'content-length': Buffer.byteLength(body) }),
      ...(location && { location }),
    });
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { origin: `http://127.0.0.1:${port}`, url: `http://127.0.0.1:${port}/told`, told };
}
