import type { Socket } from 'node:net';
import { type SecureContext, TLSSocket } from 'node:tls';

/** Speaks TLS as a server. Rejects if the client does not go on with it. */
export function acceptTls(socket: Socket, secureContext: SecureContext): Promise<TLSSocket> {
  const secure = new TLSSocket(socket, { isServer: true, secureContext, ALPNProtocols: ['http/1.1'] });
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
