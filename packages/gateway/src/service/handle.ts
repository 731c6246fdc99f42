import { finished } from 'node:stream';
import { isVendorError, VendorError } from '@api-repack/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { acceptedIds } from '../accepted-ids.ts';
import { type CredentialValues, expectCredentials, hasCredentials, readCredentials } from '../credentials.ts';
import { badInput, type Kind } from '../http-error.ts';
import { expectKnown, isStreamed, knownOf, parseInput } from '../input.ts';
import { type Call, type Catalogue, creditsOf, type Operation } from '../operation.ts';
import { CallSignals } from './call-signals.ts';
import { isOriginal } from './compat.ts';
import { type Form, hash, readForm } from './form.ts';
import { headerSafe } from './header-safe.ts';
import type { InFlightCall } from './in-flight-calls.ts';
import { checkQuery, sendOutput } from './send-output.ts';
import type { Service } from './service.ts';
import { ownFault } from './watched-store.ts';

/** One call of one operation, from its headers to the output. */
export async function handle(
  service: Service,
  catalogue: Catalogue,
  operation: Operation,
  { request, reply }: { request: FastifyRequest; reply: FastifyReply },
): Promise<FastifyReply> {
  const { inFlight, options } = service;
  const given = keyOf(request);
  // A call that is free is repeated instead, and its input or output may hold secrets.
  const key = operation.charges ? given : undefined;
  const inFlightCall: InFlightCall = {
    id: request.id,
    vendor: catalogue.name,
    operation: operation.name,
    since: options.host.now(),
  };
  const leave = inFlight.enter(inFlightCall);
  const answered = new Promise<void>((resolve) => finished(reply.raw, () => resolve()));
  // A caller with a key comes back for the result, so the work goes on.
  const caller = key === undefined ? reply : undefined;
  const signals = new CallSignals({ stopped: inFlight.stopped, deadlineMs: options.deadlineMs, caller });
  // The original ignored what it did not know.
  const isLenient = options.compat && isOriginal({ vendor: catalogue.name, operation: operation.name });
  let form: Form | undefined;
  try {
    checkQuery(request, operation);
    expectCredentials(operation.credentials, request.headers);
    form = await readForm(request.raw, {
      maxBytes: options.maxBodyBytes,
      idleMs: options.bodyIdleMs,
      accepts: (name) => isLenient || expectKnown(operation.input, name),
      // With a key, nothing begins before the whole body is known. Without one, a file is passed on while it arrives, unless
      // what that takes comes after it.
      isStreamed: (name, before) =>
        key === undefined &&
        isStreamed(operation.input, name) &&
        hasCredentials(operation.credentials, request.headers, before),
      signal: signals.signal,
    });
    const credentials = readCredentials(operation.credentials, request.headers, form.given);
    const call = service.callFor({
      credentials,
      signal: AbortSignal.any([signals.signal, form.broken]),
      chargeSignal: AbortSignal.any([signals.chargeSignal, form.broken]),
    });
    const fields = isLenient ? knownOf(operation.input, form.given) : form.given;
    const input = parseInput(operation.input, fields) as object;
    const content = form.fingerprint;
    const work = { catalogue, operation, input, content, call, inFlightCall, key, credentials };
    const { output, replayed } = await perform(service, work);
    if (replayed) reply.header('idempotency-replayed', 'true');
    if (operation.charges) reply.header('x-charged', replayed ? 'no' : 'yes');
    const { ids } = inFlightCall;
    if (ids) reply.header('x-resume', headerSafe(JSON.stringify(ids)));
    if (ids && reply.raw.destroyed)
      request.log.warn({ ids, operation: operation.resumedBy }, 'the caller of a paid call is gone');
    return await sendOutput({ operation, output, call, request, reply });
  } catch (error) {
    const failed = { catalogue, operation, inFlightCall, key };
    const reason = form?.broken.aborted ? form.broken.reason : resumable(ownFault(error), failed);
    throw signals.reasonOf(reason);
  } finally {
    await form?.drop();
    void answered.then(() => {
      signals.release();
      leave();
    });
  }
}

interface Work {
  readonly catalogue: Catalogue;
  readonly operation: Operation;
  readonly input: object;
  /** Hash of the body. */
  readonly content: string | undefined;
  readonly call: Call;
  readonly inFlightCall: InFlightCall;
  readonly key: string | undefined;
  readonly credentials: CredentialValues | undefined;
}

async function perform(service: Service, work: Work): Promise<{ output: object; replayed: boolean }> {
  const { catalogue, operation, input, content, call, inFlightCall, key, credentials } = work;
  const { name, vendor, resumedBy, keptForMs } = operation;
  const labels = { requestId: inFlightCall.id, vendor: catalogue.name, operation: name };
  const begin = () => operation.start(call, input);
  const start = () => service.charge({ ...labels, credits: creditsOf(operation, input as never) }, begin);
  if (!operation.charges) return { output: await operation.finish(call, await begin()), replayed: false };
  const { baseUrl, signal } = call.to(vendor);
  const payment = await service.payments.pay({
    // The same key at another vendor's address, or with other credentials, is another payment.
    key: key && hash(JSON.stringify([baseUrl, catalogue.name, name, credentials, key])),
    content,
    where: { vendor: vendor.name, endpoint: name, operation: resumedBy },
    keptForMs,
    signal,
    start,
    finish(ids) {
      inFlightCall.ids = acceptedIds(catalogue, operation, ids);
      return operation.finish(call, ids);
    },
  });
  inFlightCall.ids = acceptedIds(catalogue, operation, payment.ids);
  if (payment.replayed) service.metrics.replays.inc({ vendor: catalogue.name, operation: name });
  const expires = payment.expiresAt && { expires_at: new Date(payment.expiresAt).toISOString() };
  return { output: { ...payment.output, ...expires }, replayed: payment.replayed };
}

/** Fetching it once more would bring the same. */
const final: readonly Kind[] = ['task-failed', 'bad-input', 'unsupported'];

interface Failed extends Pick<Work, 'catalogue' | 'operation' | 'inFlightCall' | 'key'> {}

/** What failed after the payment, such as the download of the image, with the ids that fetch the result at no charge. */
function resumable(error: unknown, { catalogue, operation, inFlightCall, key }: Failed): unknown {
  if (!isVendorError(error)) return error;
  const { kind, reason, context, cause } = error;
  const charged = context.charged ?? (inFlightCall.ids ? 'yes' : 'no');
  const ids =
    acceptedIds(catalogue, operation, error.ids) ?? (charged === 'yes' ? inFlightCall.ids : undefined);
  const isFetchable = ids !== undefined && !final.includes(kind);
  const resumedBy = isFetchable ? operation.resumedBy : undefined;
  const advice = [
    context.hint,
    resumedBy && `to get the result at no charge, send the ids to /${catalogue.name}/${resumedBy}`,
    key && charged === 'maybe' && 'this Idempotency-Key sends nothing more: a new one pays again',
    key && kind === 'not-found' && charged === 'yes' && 'a new Idempotency-Key pays again',
  ];
  return new VendorError(
    kind,
    reason,
    {
      ...context,
      charged,
      ids: kind === 'task-failed' ? undefined : ids,
      operation: resumedBy,
      hint: advice.filter(Boolean).join('; '),
    },
    { cause },
  );
}

function keyOf({ headers }: FastifyRequest): string | undefined {
  const key = headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key === 'string' && /^[\x21-\x7e]{1,255}$/.test(key)) return key;
  throw badInput('Idempotency-Key: use 1 to 255 printable characters', 'A UUID is a good one');
}
