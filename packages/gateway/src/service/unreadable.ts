import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { badInput, Refusal } from '../refusal.ts';
import { failedAnswer } from './failure.ts';

/** Where Node's parser gives up there is no request to reply to, so the answer is written to the connection by hand. */
export function answerUnreadable(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const { status, failure } = failedAnswer(refusalOf(error.code));
  const body = JSON.stringify({ error: failure });
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}

function refusalOf(code: string | undefined): Refusal {
  if (code === 'HPE_HEADER_OVERFLOW') return new Refusal(431, 'too-large', 'the headers are too long');
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return new Refusal(408, 'timeout', 'the request did not arrive');
  return badInput('the request broke off, or is not HTTP');
}
