import { Readable } from 'node:stream';
import * as v from 'valibot';

/** A file on its way in, to be read once and while it arrives. */
export class Upload {
  readonly name: string;
  readonly type: string;
  readonly stream: Readable;
  readonly #end: Promise<void>;

  constructor(file: { name: string; type: string; stream: Readable; end: Promise<void> }) {
    this.name = file.name;
    this.type = file.type;
    this.stream = file.stream;
    this.#end = file.end;
    // Whoever reads the stream sees the same error first.
    this.#end.catch(() => undefined);
  }

  /** Resolves when the form that brings the file has arrived to its end and is sound. To be awaited before anything is paid. */
  get end(): Promise<void> {
    return this.#end;
  }
}

/** Of a file that could not be passed on while it arrived. */
export const uploadOf = (file: File): Upload =>
  new Upload({
    name: file.name,
    type: file.type,
    stream: Readable.from(file.stream()),
    end: Promise.resolve(),
  });

/** A picture that has arrived as a whole. */
export const imageFile = v.pipe(
  v.file('send it as a file'),
  v.check(({ size }) => size > 0, 'the file is empty'),
);

/** A picture that may be passed on while it arrives. */
export const imageStream = v.instance(Upload, 'send it as a file');
