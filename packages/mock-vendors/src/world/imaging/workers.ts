import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { ImageEncoding, ImageStep, RenderedImage } from './steps.ts';
import type { RenderReply } from './worker.ts';

export interface RenderRequest {
  readonly source: Uint8Array;
  readonly steps: readonly ImageStep[];
  readonly encoding: ImageEncoding;
}

/** A picture that could not be made: the decoder refused it, or the work took too long. */
export class ImageFailure extends Error {
  readonly isTimeout: boolean;

  constructor(message: string, { isTimeout = false } = {}) {
    super(message);
    this.isTimeout = isTimeout;
  }
}

interface WorkerOptions {
  readonly script: URL;
  /** Milliseconds after which a picture is given up. */
  readonly timeoutMs: number;
  /** @default 2, or 1 with fewer than three cores: the event loop needs one, and each picture a lot of memory */
  readonly maxWorkers?: number;
}

/** Renders pictures in threads of their own, so that calls to other vendors do not wait for pixels. */
export class ImageWorkers {
  readonly #options: WorkerOptions;
  readonly #maxWorkers: number;
  readonly #idle: Worker[] = [];
  readonly #waiting: ((worker: Worker) => void)[] = [];
  readonly #running = new Set<Worker>();

  constructor(options: WorkerOptions) {
    this.#options = options;
    this.#maxWorkers = options.maxWorkers ?? Math.min(2, Math.max(1, availableParallelism() - 1));
  }

  async render(request: RenderRequest): Promise<RenderedImage> {
    const worker = await this.#take();
    try {
      return await this.#renderIn(worker, request);
    } finally {
      this.#release(worker);
    }
  }

  #take(): Worker | Promise<Worker> {
    const idle = this.#idle.pop();
    if (idle) return idle;
    if (this.#running.size < this.#maxWorkers) return this.#start();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #start(): Worker {
    // Flags of this process, such as those of a test runner, are not for it.
    const worker = new Worker(this.#options.script, { execArgv: [] });
    this.#running.add(worker);
    worker.on('error', () => undefined).once('exit', () => this.#forget(worker));
    // An idle worker must not keep the process running.
    worker.unref();
    return worker;
  }

  #forget(worker: Worker): void {
    this.#running.delete(worker);
    if (this.#idle.includes(worker)) this.#idle.splice(this.#idle.indexOf(worker), 1);
  }

  #release(worker: Worker): void {
    worker.unref();
    const isAlive = this.#running.has(worker);
    const next = this.#waiting.shift();
    if (next) next(isAlive ? worker : this.#start());
    else if (isAlive) this.#idle.push(worker);
  }

  async #renderIn(worker: Worker, { source, steps, encoding }: RenderRequest): Promise<RenderedImage> {
    const timeout = AbortSignal.timeout(this.#options.timeoutMs);
    const replied = once(worker, 'message', { signal: timeout }) as Promise<[RenderReply]>;
    worker.ref();
    // A view may be a small part of the memory behind it, and all of that would be copied.
    const copy = new Uint8Array(source);
    worker.postMessage({ source: copy, steps, encoding }, [copy.buffer]);
    const [reply] = await replied.catch(async (error: Error) => {
      await worker.terminate();
      throw new ImageFailure(
        timeout.aborted
          ? `the picture was not ready after ${this.#options.timeoutMs / 1_000} s`
          : `the image worker has failed: ${error.message}`,
        { isTimeout: timeout.aborted },
      );
    });
    if ('failure' in reply) throw new ImageFailure(reply.failure);
    return { ...reply.image, bytes: bufferOf(reply.image.bytes) };
  }
}

/** A Buffer arrives as a plain array of bytes. */
const bufferOf = ({ buffer, byteOffset, length }: Uint8Array): Buffer =>
  Buffer.from(buffer, byteOffset, length);
