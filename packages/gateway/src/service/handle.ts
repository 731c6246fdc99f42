import { finished } from 'node:stream';
import { isVendorError, VendorError } from '@api-repack/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { expectCredentials, type Fields, hasCredentials, readCredentials } from '../credentials.ts';
import { badInput, type Kind } from '../http-error.ts';
import { isStreamed, knownOf, parseInput } from '../input.ts';
import type { Call, Catalogue, Operation } from '../operation.ts';
import { acceptedIds } from './accepted-ids.ts';
import { CallSignals } from './call-signals.ts';
import { isOriginal } from './compat.ts';
import { type Form, hash, readForm } from './form.ts';
import { headerSafe } from './header-safe.ts';
import type { InFlightCall } from './in-flight-calls.ts';
import { checkQuery, sendOutput } from './send-output.ts';
import type { Service } from './service.ts';

/** One call of one operation, from its headers to the output. */
export async function handle(
  service: Service,
  catalogue: Catalogue,
  operation: Operation,
  { request, reply }: { request: FastifyRequest; reply: FastifyReply },
): Promise<FastifyReply> {
  const { name: vendor } = catalogue;
  const { inFlight, options } = service;
  const given = keyOf(request);
  // A call that is free needs no record of it.
  const key = operation.charges ? given : undefined;
  const inFlightCall: InFlightCall = {
    id: request.id,
    vendor,
    operation: operation.name,
    since: options.host.now(),
  };
  const leave = inFlight.enter(inFlightCall);
  const answered = new Promise<void>((resolve) => finished(reply.raw, () => resolve()));
  // Who sends a key comes back for the result, so the work goes on.
  const caller = key === undefined ? reply : undefined;
  const signals = new CallSignals({ stopped: inFlight.stopped, deadlineMs: options.deadlineMs, caller });
  let form: Form | undefined;
  try {
    checkQuery(request, operation);
    expectCredentials(operation.credentials, request.headers);
    form = await readForm(request.raw, {
      maxBytes: options.maxBodyBytes,
      // What it takes to pass a file on may come after it; then the file is kept first.
      isStreamed: (name, before) =>
        isStreamed(operation.input, name) && hasCredentials(operation.credentials, request.headers, before),
      wantsFingerprint: key !== undefined,
      signal: signals.signal,
    });
    const credentials = readCredentials(operation.credentials, request.headers, form.given);
    const call = service.callFor({
      credentials,
      signal: AbortSignal.any([signals.signal, form.broken]),
      chargeSignal: AbortSignal.any([signals.chargeSignal, form.broken]),
    });
    const { output, replayed } = await perform(service, operation, {
      form,
      call,
      inFlightCall,
      key,
      credentials,
    });
    if (replayed) reply.header('idempotency-replayed', 'true');
    if (operation.charges) reply.header('x-charged', replayed ? 'no' : 'yes');
    const ids = operation.charges && acceptedIds(catalogue, operation, inFlightCall.started);
    if (ids) reply.header('x-resume', headerSafe(JSON.stringify(ids)));
    if (ids && reply.raw.destroyed)
      request.log.warn({ ids, operation: operation.resumedBy }, 'the caller of a paid call is gone');
    return await sendOutput({ operation, output, call, request, reply });
  } catch (error) {
    const cause = form?.broken.aborted
      ? form.broken.reason
      : resumable(error, { catalogue, operation, inFlightCall });
    throw signals.reasonOf(cause);
  } finally {
    await form?.drop();
    void answered.then(() => {
      signals.release();
      leave();
    });
  }
}

/** Fetching it once more would bring the same. */
const final: readonly Kind[] = ['task-failed', 'bad-input', 'unsupported'];

interface Failed {
  readonly catalogue: Catalogue;
  readonly operation: Operation;
  readonly inFlightCall: InFlightCall;
}

/** What failed after the payment, such as the download of the image, with the ids that fetch the result at no charge. */
function resumable(error: unknown, { catalogue, operation, inFlightCall: { started } }: Failed): unknown {
  if (!isVendorError(error) || (!started && !error.ids)) return error;
  const { kind, reason, cause } = error;
  const charged = error.context.charged ?? (started && operation.charges ? 'yes' : 'no');
  const isFinal = final.includes(kind);
  const ids =
    kind === 'task-failed' ? undefined : acceptedIds(catalogue, operation, { ...started, ...error.ids });
  const resumedBy = ids && !isFinal ? operation.resumedBy : undefined;
  const next = resumedBy && `to get the result at no charge, send the ids to /${catalogue.name}/${resumedBy}`;
  const hint = [error.context.hint, next].filter(Boolean).join('; ');
  return new VendorError(
    kind,
    reason,
    { ...error.context, charged, ids, operation: resumedBy, hint },
    { cause },
  );
}

interface Performance {
  readonly form: Form;
  readonly call: Call;
  readonly inFlightCall: InFlightCall;
  readonly key: string | undefined;
  readonly credentials: Fields | undefined;
}

async function perform(
  service: Service,
  operation: Operation,
  { form, call, inFlightCall, key, credentials }: Performance,
): Promise<{ output: object; replayed: boolean }> {
  const { vendor } = inFlightCall;
  const start = async () => {
    // The original ignored what it did not know.
    const isLenient = service.options.compat && isOriginal({ vendor, operation: operation.name });
    const given = isLenient ? knownOf(operation.input, form.given) : form.given;
    const started = await operation.start(call, parseInput(operation.input, given));
    // What is free is read again instead, and its input or output may hold secrets.
    if (operation.charges) inFlightCall.started = started;
    return started;
  };
  const finish = async (started: object) => operation.finish?.(call, started) ?? started;
  if (key === undefined) return { output: await finish(await start()), replayed: false };
  const scope = hash(JSON.stringify([vendor, operation.name, credentials, key]));
  const { charges } = operation;
  const { fingerprint, skipFiles: skipBody } = form;
  const paid = (started: object) => {
    if (charges) inFlightCall.started = started;
  };
  const work = { charges, fingerprint, skipBody, start, finish, paid };
  const done = await service.idempotent.run(scope, work);
  if (done.replayed) service.metrics.replays.inc({ vendor, operation: operation.name });
  return done;
}

function keyOf({ headers }: FastifyRequest): string | undefined {
  const key = headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key === 'string' && /^[\x21-\x7e]{1,255}$/.test(key)) return key;
  throw badInput('Idempotency-Key: use 1 to 255 printable characters', 'A UUID is a good one');
}
