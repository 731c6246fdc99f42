import { createReadStream, readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { basename, join } from 'node:path';
import { root } from './install.ts';
import { freePort } from './ports.ts';

export const photoFolder = join(root, 'examples/photos');

export interface PhotoServer {
  readonly origin: string;
  close(): void;
}

/** Stands in for `https://example.com`, from which the example workflows take their photos. */
export async function servePhotos(wantedPort = 0): Promise<PhotoServer> {
  const port = await freePort(wantedPort);
  const photos = readdirSync(photoFolder).filter((name) => name.endsWith('.png'));
  const server = createServer(({ url = '/' }, response) => {
    const photo = photos.find((name) => name === basename(url.replace(/\?.*/, '')));
    if (!photo) return void response.writeHead(404).end('There is no such photo');
    response.setHeader('content-type', 'image/png');
    createReadStream(join(photoFolder, photo)).pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return { origin: `http://127.0.0.1:${port}`, close: () => server.close() };
}
