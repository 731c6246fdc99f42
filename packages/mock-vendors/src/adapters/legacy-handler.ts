import type { Dispatcher } from 'undici';

type Handler = Dispatcher.DispatchHandler;

/** What undici 7, and with it the fetch of Node itself, hands to a dispatcher. */
interface LegacyHandler {
  onConnect?(abort: (reason?: Error) => void): void;
  onHeaders?(status: number, headers: Buffer[], resume: () => void, text: string): boolean;
  onData?(chunk: Buffer): boolean;
  onComplete?(trailers: Buffer[]): void;
  onError?(error: Error): void;
}

/** A handler as undici 8 has them, whichever it is. */
export const modern = (handler: Handler): Handler =>
  handler.onRequestStart ? handler : adapt(handler as LegacyHandler);

const adapt = (legacy: LegacyHandler): Handler => ({
  onRequestStart: (controller) =>
    legacy.onConnect?.((reason) => controller.abort(reason ?? new Error('the request was aborted'))),
  onResponseStart(controller, status, headers, text = '') {
    const raw = Object.entries(headers)
      .flat()
      .map((value) => Buffer.from(String(value), 'latin1'));
    const goOn = legacy.onHeaders?.(status, raw, () => controller.resume(), text);
    if (goOn === false) controller.pause();
  },
  onResponseData(controller, chunk) {
    if (legacy.onData?.(Buffer.from(chunk)) === false) controller.pause();
  },
  onResponseEnd: () => legacy.onComplete?.([]),
  onResponseError: (_, error) => legacy.onError?.(error),
});
