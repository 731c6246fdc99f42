import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { MockRequest } from '../../../engine/exchange.ts';
import { OssFail } from '../failure.ts';
import { formEc, formErrors, malformedForm } from './errors.ts';

/** The file of a form, which has not been read yet. */
export interface PostedFile {
  /** The last part of it: a browser may send the whole path of a file. */
  readonly name: string;
  /** `text/plain` may also mean that the form does not say. */
  readonly type: string;
  readonly content: AsyncIterable<Uint8Array>;
}

export interface PostedForm {
  /** Those before the file, by name in lowercase. */
  readonly fields: ReadonlyMap<string, string>;
  readonly file: PostedFile;
  /** Reads what is left of the form. */
  rest(): Promise<FormRest>;
}

export interface FormRest {
  /** Names of the fields behind the file, in lowercase. OSS ignores these fields. */
  readonly lateFields: readonly string[];
  readonly hasOtherFiles: boolean;
}

/** Documented for the name of a field, for its value, and for all values before the file. */
const [maxNameBytes, maxValueBytes, maxFieldsBytes] = [8 << 10, 2 << 20, 8 << 20];

/** Reads a form up to its file, which the caller then takes as a stream. */
export async function openForm(request: MockRequest): Promise<PostedForm> {
  const type = request.headers['content-type'] ?? '';
  if (!/^multipart\/form-data\b/i.test(type)) throw new OssFail(formErrors.notMultipart);
  if (!/;\s*boundary=/i.test(type)) throw malformedForm('104');
  const { Busboy } = await import('@fastify/busboy');
  const parser = new Busboy({
    headers: { 'content-type': type },
    isPartAFile: (name) => name?.toLowerCase() === 'file',
    limits: { fieldSize: maxValueBytes },
  });
  const fields = new FieldCollector();
  const lateFields: string[] = [];
  const streams: Readable[] = [];
  parser.on('field', (name, value, _isNameCut, isCut) => {
    if (streams.length > 0) lateFields.push(String(name).toLowerCase());
    else fields.add(String(name), value, isCut);
  });
  const opened = new Promise<PostedFile>((resolve) => {
    parser.on('file', (_field, stream, name, _encoding, fileType) => {
      streams.push(stream);
      // The reader gets the error. Without a listener here, it would end the process.
      stream.on('error', () => undefined);
      if (streams.length > 1) stream.resume();
      else resolve({ name: name ?? '', type: fileType, content: stream });
    });
  });
  const finished = pipeline(request.body, parser).catch(() => {
    const failure = malformedForm('104');
    for (const stream of streams) stream.destroy(failure);
    throw failure;
  });
  const file = await Promise.race([opened, finished.then(() => undefined)]);
  // A form that is refused is read to its end: a client that is still sending would not see the answer.
  const rest = async (): Promise<FormRest> => {
    streams[0]?.resume();
    await finished;
    return { lateFields, hasOtherFiles: streams.length > 1 };
  };
  finished.catch(() => undefined);
  if (fields.failure) {
    await rest();
    throw fields.failure;
  }
  if (!file) throw new OssFail(formErrors.wrongFileCount, { ec: formEc('107') });
  return { fields: fields.values, file, rest };
}

/** Holds no more than a form may have. */
export class FieldCollector {
  readonly values = new Map<string, string>();
  failure: OssFail | undefined;
  #bytes = 0;

  add(name: string, value: string, isCut: boolean): void {
    if (this.failure) return;
    this.#bytes += Buffer.byteLength(value);
    if (Buffer.byteLength(name) > maxNameBytes)
      this.failure = new OssFail(formErrors.fieldTooLong, { ec: formEc('110') });
    else if (isCut) this.failure = new OssFail(formErrors.fieldTooLong, { ec: formEc('111') });
    else if (this.#bytes > maxFieldsBytes)
      this.failure = new OssFail(formErrors.fieldsTooLong, { ec: formEc('112') });
    else this.values.set(name.toLowerCase(), value);
  }
}
