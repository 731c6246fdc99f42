import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { Busboy, type BusboyInstance } from '@fastify/busboy';
import { badInput, HttpError } from '../http-error.ts';
import { Upload } from '../upload.ts';
import {
  broken,
  type Form,
  type FormOptions,
  fingerprintOf,
  grouped,
  hash,
  maxTextBytes,
  tooLarge,
  watchIdle,
} from './form.ts';
import { inMemoryBytes, type Spooled, spool } from './spool.ts';

const maxFieldBytes = 64 << 10;
const maxParts = 200;

export const receiveMultipart = (request: IncomingMessage, options: FormOptions): Promise<Form> =>
  new Receiver(request, options).form();

interface Part {
  readonly name: string;
  /** A promise for a file that is kept until it is complete. */
  readonly value: string | Upload | Promise<Spooled>;
}

/** Parts may come in any order, but none may follow a streamed file. */
class Receiver {
  readonly #request: IncomingMessage;
  readonly #options: FormOptions;
  readonly #parser: BusboyInstance;
  readonly #parts: Part[] = [];
  #streamed: string | undefined;
  #isComplete = false;
  readonly #broken = new AbortController();
  /** The file that is arriving. */
  #arriving: Readable | undefined;
  /** What texts may still take, and files that are kept in memory. */
  #textBytesLeft = maxTextBytes;
  readonly #memory = { bytesLeft: inMemoryBytes };
  readonly #ready = Promise.withResolvers<void>();
  readonly #end = Promise.withResolvers<void>();

  constructor(request: IncomingMessage, options: FormOptions) {
    this.#request = request;
    this.#options = options;
    this.#parser = createParser(request);
    this.#end.promise.then(this.#ready.resolve, this.#ready.reject);
  }

  async form(): Promise<Form> {
    this.#listen();
    this.#pump();
    const drop = () => this.#drop();
    try {
      await this.#ready.promise;
      const parts = await Promise.all(
        this.#parts.map(async ({ name, value }) => ({ name, value: await value })),
      );
      return {
        given: grouped(parts.map(({ name, value }) => [name, isSpooled(value) ? value.file : value])),
        fingerprint: this.#streamed === undefined ? fingerprintOfParts(parts) : undefined,
        drop,
        broken: this.#broken.signal,
      };
    } catch (error) {
      await drop();
      throw error;
    }
  }

  async #drop(): Promise<void> {
    this.#fail(new Error('nobody wants the rest'));
    const values = await Promise.allSettled(this.#parts.map(({ value }) => value));
    for (const one of values)
      if (one.status === 'fulfilled' && typeof one.value === 'object' && 'delete' in one.value)
        await one.value.delete();
  }

  #listen(): void {
    const parser = this.#parser;
    parser.on('field', (name = '', value, _nameCut, isCut) => {
      this.#textBytesLeft -= value.length;
      if (isCut)
        this.#fail(new HttpError(413, 'too-large', `${name}: is longer than ${maxFieldBytes} bytes`));
      else if (this.#textBytesLeft < 0) this.#fail(tooLarge(maxTextBytes, 'Send files as files'));
      else if (this.#accepts(name)) this.#add({ name, value });
    });
    parser.on('file', (name = '', stream, fileName = 'file', _encoding, type) => {
      // A browser sends this where no file was chosen.
      if (fileName === '' || !this.#accepts(name)) return void stream.resume();
      this.#arriving = stream;
      stream.on('error', (error: Error) => this.#fail(broken(error)));
      const before = this.#parts.flatMap(({ name, value }) =>
        typeof value === 'string' ? [[name, value] as const] : [],
      );
      if (this.#options.isStreamed(name, grouped(before)))
        this.#passOn(name, stream, { name: fileName, type });
      else this.#keep(name, stream, { name: fileName, type });
    });
    parser.on('partsLimit', () => this.#fail(badInput(`a form may have ${maxParts} parts at most`)));
    parser.on('finish', () => {
      this.#isComplete = true;
      this.#end.resolve();
    });
    parser.on('error', (error: unknown) => this.#fail(broken(error as Error)));
  }

  #accepts(name: string): boolean {
    try {
      return this.#options.accepts(name);
    } catch (error) {
      this.#fail(error as Error);
      return false;
    }
  }

  /** Not with `pipeline`, which closes the connection on an error, so that the caller never reads the reason. */
  #pump(): void {
    const { maxBytes, idleMs, signal } = this.#options;
    const request = this.#request;
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > maxBytes) this.#fail(tooLarge(maxBytes));
    });
    request.on('close', () => request.complete || this.#fail(broken(new Error('the upload broke off'))));
    watchIdle(request, idleMs, (error) => this.#fail(error));
    signal.addEventListener('abort', () => this.#fail(signal.reason as Error), { once: true });
    request.pipe(this.#parser);
  }

  #keep(name: string, stream: Readable, file: { name: string; type: string }): void {
    const spooled = spool(stream, file, this.#memory);
    spooled.catch((error: Error) => this.#fail(error));
    this.#add({ name, value: spooled });
  }

  #passOn(name: string, stream: Readable, file: { name: string; type: string }): void {
    this.#add({ name, value: new Upload({ ...file, stream, end: this.#end.promise }) });
    this.#streamed = name;
    stream.once('readable', () => {
      const isEmpty = stream.readableLength === 0;
      return isEmpty ? this.#fail(badInput(`${name}: the file is empty`)) : this.#ready.resolve();
    });
  }

  #add(part: Part): void {
    if (this.#streamed === undefined) this.#parts.push(part);
    else
      this.#fail(badInput(`${part.name}: comes after ${this.#streamed}`, 'Send the file as the last part'));
  }

  /** Discards the rest of the body, so that the caller reads the response. */
  #fail(error: Error): void {
    if (this.#isComplete) return;
    this.#broken.abort(error);
    this.#end.reject(error);
    this.#request.unpipe(this.#parser);
    this.#request.resume();
    this.#arriving?.destroy(error);
  }
}

function createParser({ headers }: IncomingMessage): BusboyInstance {
  try {
    return new Busboy({
      headers: headers as { 'content-type': string },
      limits: { fieldSize: maxFieldBytes, parts: maxParts, headerPairs: 20 },
    });
  } catch (error) {
    throw badInput(`the body is not a form: ${(error as Error).message}`);
  }
}

type Arrived = string | Upload | Spooled;

const isSpooled = (value: Arrived): value is Spooled => typeof value === 'object' && 'sha256' in value;

const fingerprintOfParts = (parts: readonly { readonly name: string; readonly value: Arrived }[]): string =>
  fingerprintOf(
    parts.map(({ name }) => [name, undefined]),
    parts.map(({ value }) => (isSpooled(value) ? value.sha256 : hash(String(value)))),
  );
