import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { badInput, HttpError } from '../http-error.ts';
import { failureResponse } from './failure.ts';

/** There is no reply object where Node's parser fails, so the response is written to the socket. */
export function respondUnreadable(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const { status, failure } = failureResponse(httpErrorFor(error.code));
  const body = JSON.stringify({ error: failure });
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}

function httpErrorFor(code: string | undefined): HttpError {
  if (code === 'HPE_HEADER_OVERFLOW') return new HttpError(431, 'too-large', 'the headers are too long');
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return new HttpError(408, 'timeout', 'the request did not arrive');
  return badInput('the request broke off, or is not HTTP');
}
