import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Busboy } from '@fastify/busboy';
import type { MockRequest } from './exchange.ts';
import { type MaskedFields, mask } from './world/mask.ts';

export interface FormFile {
  readonly field: string;
  readonly name: string;
  /** As the client says; vendors look at the bytes. */
  readonly type: string;
  readonly bytes: Buffer;
  /** The file was longer than the limit, and `bytes` is only its beginning. */
  readonly truncated: boolean;
}

/** All fields and files of a request, whatever their order and encoding. */
export interface Form {
  readonly fields: ReadonlyMap<string, readonly string[]>;
  readonly files: readonly FormFile[];
}

export interface FormLimits {
  readonly maxFileBytes: number;
  readonly maxFields: number;
}

/** The body is not the form it claims to be, or ends too early. */
export class BrokenForm extends Error {}

const maxTextBytes = 1 << 20;

/** Reads the whole body before anything is checked: fields may come after files. Empty texts are kept. */
export async function readForm(request: MockRequest, limits: FormLimits): Promise<Form> {
  const type = request.headers['content-type'] ?? '';
  if (/^multipart\/form-data/i.test(type)) return readMultipart(request, limits);
  const text = await readText(request);
  if (/json/i.test(type)) return { fields: fieldsOfJson(text), files: [] };
  return { fields: grouped([...new URLSearchParams(text)].slice(0, limits.maxFields)), files: [] };
}

export async function readText({ body }: MockRequest, maxBytes = maxTextBytes): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > maxBytes) throw new BrokenForm(`the body is longer than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Reads the form in a body, and leaves a request whose body can be read again. */
export async function peek(request: MockRequest): Promise<{ form: Form; again: MockRequest }> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request.body) chunks.push(chunk);
  const replay = () => ({
    ...request,
    body: (async function* () {
      yield* chunks;
    })(),
  });
  // Some vendors take JSON whatever its type is called.
  const isJson = chunks[0]?.[0] === 0x7b;
  const asked = isJson ? { ...replay(), headers: { 'content-type': 'application/json' } } : replay();
  const limits = { maxFileBytes: 0, maxFields: 1000 };
  const form = await readForm(asked, limits).catch(() => ({ fields: new Map(), files: [] }));
  return { form, again: replay() };
}

/** A form as the journal shows it: files as name, size and hash. */
export function describeForm({ fields, files }: Form): MaskedFields {
  const texts = [...fields].map(([name, values]) => [name, values.length === 1 ? values[0] : values]);
  const described = files.map(({ field, name, bytes }) => [
    field,
    { name, size: bytes.length, sha256: sha256(bytes) },
  ]);
  return mask({
    ...Object.fromEntries(texts),
    ...Object.fromEntries(grouped(described as [string, unknown][])),
  });
}

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

async function readMultipart(request: MockRequest, { maxFileBytes, maxFields }: FormLimits): Promise<Form> {
  const fields: [string, string][] = [];
  const files: FormFile[] = [];
  try {
    const parser = new Busboy({
      headers: { 'content-type': request.headers['content-type'] as string },
      limits: { fileSize: maxFileBytes, fields: maxFields, files: maxFields, fieldSize: maxTextBytes },
    });
    parser.on('field', (name, value) => fields.push([name, value]));
    parser.on('file', (field, stream, name, _encoding, type) => {
      const chunks: Buffer[] = [];
      // The parser reports a body that ends too early twice; without a listener here, that would end the process.
      stream.on('error', () => undefined);
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () =>
        files.push({
          field,
          name: name ?? '',
          type,
          bytes: Buffer.concat(chunks),
          truncated: stream.truncated,
        }),
      );
    });
    await pipeline(Readable.from(request.body), parser);
  } catch (error) {
    throw new BrokenForm((error as Error).message, { cause: error });
  }
  return { fields: grouped(fields), files };
}

function fieldsOfJson(text: string): Form['fields'] {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error('not an object');
    return grouped(
      Object.entries(value).flatMap(([name, one]) =>
        [one].flat().map((each): [string, string] => [name, String(each)]),
      ),
    );
  } catch (error) {
    throw new BrokenForm('the body is not a JSON object', { cause: error });
  }
}

function grouped<Value>(pairs: readonly (readonly [string, Value])[]): Map<string, Value[]> {
  const groups = new Map<string, Value[]>();
  for (const [name, value] of pairs) groups.set(name, [...(groups.get(name) ?? []), value]);
  return groups;
}
