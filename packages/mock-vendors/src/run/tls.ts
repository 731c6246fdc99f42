import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Authority } from './authority.ts';

/** Speaks TLS as the host that the client names, or as `hostname`. Rejects if the client does not go on with it. */
export async function acceptTls(
  socket: Socket,
  { contextFor }: Pick<Authority, 'contextFor'>,
  hostname: string,
): Promise<TLSSocket> {
  const secure = new TLSSocket(socket, {
    isServer: true,
    secureContext: await contextFor(hostname),
    SNICallback: (name, done) => {
      contextFor(name).then((context) => done(null, context), done);
    },
    ALPNProtocols: ['http/1.1'],
  });
  // TLS cannot be reset, but the connection below it can.
  secure.resetAndDestroy = () => {
    socket.resetAndDestroy();
    return secure;
  };
  return new Promise((resolve, reject) => {
    let isOpen = false;
    secure.on('secure', () => {
      isOpen = true;
      resolve(secure);
    });
    secure.on('error', (error) => {
      secure.destroy();
      reject(error);
    });
    secure.on('close', () => {
      if (!isOpen) reject(new Error('the client has left during the TLS handshake'));
    });
  });
}
