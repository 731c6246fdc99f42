import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { badInput, HttpError } from '../http-error.ts';
import { entriesOf } from '../input.ts';
import { openImage } from '../open-image.ts';
import type { Call, Operation } from '../operation.ts';
import { similar } from '../usage-error.ts';

interface Answer {
  readonly operation: Operation;
  readonly output: object;
  readonly call: Call;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

export const hasPicture = ({ output }: Operation): boolean => 'image' in entriesOf(output);

/** Refuses, before anything is paid, a request whose response would be impossible. */
export function checkQuery(request: FastifyRequest, operation: Operation): void {
  const known = hasPicture(operation) ? ['result'] : [];
  const unknown = Object.keys(request.query as object).find((name) => name !== 'result');
  if (unknown !== undefined) {
    const parameters = [...known, ...Object.keys(entriesOf(operation.input))];
    const shown = /^[\w-]{1,40}$/.test(unknown) ? unknown : 'a parameter';
    throw badInput(
      `${shown}: unknown in the query; ${similar(unknown, parameters)}`,
      'Parameters of the operation belong into the body',
    );
  }
  if (!wantsBytes(request) || hasPicture(operation)) return;
  throw new HttpError(406, 'bad-input', `${operation.name} makes no picture`, {
    hint: 'Leave out ?result=bytes and Accept: image/*',
  });
}

export async function sendOutput({ operation, output, call, request, reply }: Answer): Promise<FastifyReply> {
  const { image } = output as { image?: unknown };
  if (!wantsBytes(request) || typeof image !== 'string') return reply.send(output);
  const { body, type, name } = await openImage(operation, call, image);
  return (
    reply
      // A browser must not run a vendor's file as a page of this origin.
      .header('content-security-policy', "sandbox; default-src 'none'")
      .header('content-type', type ?? 'application/octet-stream')
      .header('content-disposition', `inline; filename*=UTF-8''${encodeURIComponent(name)}`)
      .send(Readable.from(body))
  );
}

function wantsBytes({ query, headers }: FastifyRequest): boolean {
  const { result } = query as { result?: string };
  if (result !== undefined && result !== 'bytes' && result !== 'url')
    throw new HttpError(400, 'bad-input', 'result: use bytes or url');
  return (result ?? (/^\s*image\//i.test(headers.accept ?? '') ? 'bytes' : 'url')) === 'bytes';
}
