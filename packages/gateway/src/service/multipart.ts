import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { pipeline, type Readable, Transform } from 'node:stream';
import { Busboy, type BusboyInstance } from '@fastify/busboy';
import { badInput, HttpError } from '../http-error.ts';
import { Upload } from '../upload.ts';
import { broken, type Form, type FormOptions, fingerprintOf, grouped, hash, tooLarge } from './form.ts';
import { type Spooled, spool } from './spool.ts';

const maxTextBytes = 64 << 10;
const maxParts = 200;

export const receiveMultipart = (request: IncomingMessage, options: FormOptions): Promise<Form> =>
  new Receiver(request, options).form();

interface Part {
  readonly name: string;
  /** A promise for a file that is kept until it is complete. */
  readonly value: string | Upload | Promise<Spooled>;
  readonly sha256: string | Promise<string>;
}

/** Parts may come in any order, except that nothing may follow a streamed file: it would come too late. */
class Receiver {
  readonly #request: IncomingMessage;
  readonly #options: FormOptions;
  readonly #parser: BusboyInstance;
  readonly #parts: Part[] = [];
  #streamed: string | undefined;
  /** What the operation reads of the streamed file. */
  #passing: Readable | undefined;
  #isComplete = false;
  readonly #broken = new AbortController();
  /** The file that is arriving. */
  #arriving: Readable | undefined;
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
      const pairs = await Promise.all(
        this.#parts.map(async ({ name, value }) => [name, await settledValue(value)] as const),
      );
      const fingerprint = this.#fingerprint();
      fingerprint.catch(() => undefined);
      const skipFiles = () => void this.#passing?.resume();
      return { given: grouped(pairs), fingerprint, skipFiles, drop, broken: this.#broken.signal };
    } catch (error) {
      await drop();
      throw error;
    }
  }

  async #fingerprint(): Promise<string> {
    await this.#end.promise;
    const hashes = await Promise.all(this.#parts.map(({ sha256 }) => sha256));
    return fingerprintOf(
      this.#parts.map(({ name }) => [name, undefined]),
      hashes,
    );
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
      if (isCut) this.#fail(new HttpError(413, 'too-large', `${name}: is longer than ${maxTextBytes} bytes`));
      else this.#add({ name, value, sha256: hash(value) });
    });
    parser.on('file', (name = '', stream, fileName = 'file', _encoding, type) => {
      // What a browser sends where no file was chosen.
      if (fileName === '') return void stream.resume();
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

  /** By hand: `pipeline` would close the connection on an error, and the caller would never read why. */
  #pump(): void {
    const { maxBytes, signal } = this.#options;
    const request = this.#request;
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > maxBytes) this.#fail(tooLarge(maxBytes));
    });
    request.on('close', () => request.complete || this.#fail(broken(new Error('the upload broke off'))));
    signal.addEventListener('abort', () => this.#fail(signal.reason as Error), { once: true });
    request.pipe(this.#parser);
  }

  #keep(name: string, stream: Readable, file: { name: string; type: string }): void {
    const spooled = spool(stream, file.name, file.type);
    spooled.catch((error: Error) => this.#fail(error));
    const sha256 = spooled.then((one) => one.sha256);
    sha256.catch(() => undefined);
    this.#add({ name, value: spooled, sha256 });
  }

  #passOn(name: string, stream: Readable, file: { name: string; type: string }): void {
    const { passed, sha256 } = this.#options.wantsFingerprint
      ? hashed(stream)
      : { passed: stream, sha256: '' };
    this.#add({ name, value: new Upload({ ...file, stream: passed, end: this.#end.promise }), sha256 });
    this.#streamed = name;
    this.#passing = passed;
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

  /** The rest of the body is thrown away, so that the caller gets round to reading the answer. */
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
      limits: { fieldSize: maxTextBytes, parts: maxParts, headerPairs: 20 },
    });
  } catch (error) {
    throw badInput(`the body is not a form: ${(error as Error).message}`);
  }
}

async function settledValue(value: Part['value']): Promise<unknown> {
  const settled = await value;
  return typeof settled === 'object' && 'file' in settled ? settled.file : settled;
}

function hashed(stream: Readable) {
  const digest = createHash('sha256');
  const { promise: sha256, resolve } = Promise.withResolvers<string>();
  const passed = new Transform({
    transform(chunk, _encoding, done) {
      digest.update(chunk);
      done(null, chunk);
    },
    flush(done) {
      resolve(digest.digest('hex'));
      done();
    },
  });
  pipeline(stream, passed, () => undefined);
  return { passed, sha256 };
}
