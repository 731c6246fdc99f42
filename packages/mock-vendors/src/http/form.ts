import { pipeline } from 'node:stream/promises';
import type { BusboyInstance } from '@fastify/busboy';
import type { MockRequest } from '../engine/exchange.ts';
import { type MaskedFields, mask } from '../world/mask.ts';
import { readAhead, readWhole, TooLong, WholeBody } from './body.ts';
import { Chunks } from './chunks.ts';
import { readPlainMultipart } from './plain-multipart.ts';

export interface FormFile {
  readonly field: string;
  readonly name: string;
  /** As the client says; vendors look at the bytes. */
  readonly type: string;
  readonly content: Chunks;
  /** The file was longer than the limit, and `content` is only its beginning. */
  readonly truncated: boolean;
}

/** All fields and files of a request, whatever their order and encoding. */
export interface Form {
  readonly fields: ReadonlyMap<string, readonly string[]>;
  readonly files: readonly FormFile[];
}

export const noForm: Form = { fields: new Map(), files: [] };

export interface FormLimits {
  readonly maxFileBytes: number;
  readonly maxFields: number;
}

/** The body is not the form it claims to be, or ends too early. */
export class BrokenForm extends Error {}

const maxTextBytes = 1 << 20;

/** Of all files of a form together, which are held in memory. */
const maxFormBytes = 256 << 20;

/** Of one request: a fault, the world it belongs to and its handler may all ask for the form. */
const parsed = new WeakMap<WholeBody, Map<string, Promise<Form>>>();

const noLimits: FormLimits = { maxFileBytes: Number.POSITIVE_INFINITY, maxFields: 1000 };

/** Reads the whole body before anything is checked: fields may come after files. Empty texts are kept. */
export async function readForm({ headers, body }: MockRequest, limits: FormLimits): Promise<Form> {
  const type = headers['content-type'] ?? '';
  if (!(body instanceof WholeBody)) return parseForm({ type, body }, limits);
  const forms = parsed.get(body) ?? new Map<string, Promise<Form>>();
  parsed.set(body, forms);
  const form = forms.get(type) ?? parseForm({ type, body }, noLimits);
  forms.set(type, form);
  return limited(await form, limits);
}

interface TypedBody {
  readonly type: string;
  readonly body: MockRequest['body'];
}

async function parseForm({ type, body }: TypedBody, limits: FormLimits): Promise<Form> {
  if (/^multipart\/form-data/i.test(type))
    return readPlain({ type, body }, limits) ?? readMultipart({ type, body }, limits);
  const text = await readText({ body });
  const fields = /json/i.test(type) ? fieldsOfJson(text) : grouped([...new URLSearchParams(text)]);
  return limited({ fields, files: [] }, limits);
}

/** The form as it would be if the limits had been known while it was read. */
function limited({ fields, files }: Form, { maxFileBytes, maxFields }: FormLimits): Form {
  const pairs = [...fields].flatMap(([name, values]) => values.map((value) => [name, value] as const));
  return {
    fields: pairs.length > maxFields ? grouped(pairs.slice(0, maxFields)) : fields,
    files: files
      .slice(0, maxFields)
      .map((file) =>
        file.content.length > maxFileBytes
          ? { ...file, content: file.content.slice(0, maxFileBytes), truncated: true }
          : file,
      ),
  };
}

export async function readText(
  { body }: Pick<MockRequest, 'body'>,
  maxBytes = maxTextBytes,
): Promise<string> {
  try {
    return (await readWhole(body, maxBytes)).toString('utf8');
  } catch (error) {
    throw error instanceof TooLong ? new BrokenForm(error.message, { cause: error }) : error;
  }
}

/** More than any vendor takes in a form. A longer body is not looked into before it is handled. */
const maxPeekBytes = 80 << 20;

/** Reads the form in a body, without its files if none are asked for, and leaves a request whose body can be read again. */
export async function peek(
  request: MockRequest,
  maxFileBytes = 0,
): Promise<{ form: Form; again: MockRequest }> {
  const isBodyless = request.method === 'GET' || request.method === 'HEAD';
  if (isBodyless) return { form: noForm, again: request };
  const body = await readAhead(request.body, maxPeekBytes);
  const again = { ...request, body };
  if (!(body instanceof WholeBody)) return { form: noForm, again };
  // Some vendors take JSON whatever its type is called.
  const isJson = body.bytes[0] === 0x7b;
  const asked = isJson ? { ...again, headers: { 'content-type': 'application/json' } } : again;
  const form = await readForm(asked, { maxFileBytes, maxFields: 1000 }).catch(() => noForm);
  return { form, again };
}

/** A form as the journal shows it: files as name, size and hash. */
export function describeForm({ fields, files }: Form): MaskedFields {
  const texts = [...fields].map(([name, values]) => [name, values.length === 1 ? values[0] : values]);
  const described = files.map(({ field, name, content }): [string, unknown] => [
    field,
    { name, size: content.length, sha256: content.sha256 },
  ]);
  return mask({
    ...Object.fromEntries(texts),
    ...Object.fromEntries(grouped(described)),
  });
}

/** Undefined for a form that is not as plain as most are, or that is over a limit. */
function readPlain({ type, body }: TypedBody, { maxFileBytes, maxFields }: FormLimits): Form | undefined {
  if (!(body instanceof WholeBody)) return undefined;
  const parts = readPlainMultipart(type, body);
  if (!parts || parts.length > maxFields) return undefined;
  const fields: [string, string][] = [];
  const files: FormFile[] = [];
  for (const { name, filename, type: fileType = '', content } of parts) {
    if (content.length > (filename === undefined ? maxTextBytes : maxFileBytes)) return undefined;
    if (filename === undefined) fields.push([name, content.bytes.toString('utf8')]);
    else files.push({ field: name, name: filename, type: fileType, content, truncated: false });
  }
  return { fields: grouped(fields), files };
}

async function readMultipart(
  { type, body }: TypedBody,
  { maxFileBytes, maxFields }: FormLimits,
): Promise<Form> {
  // Nearly all forms do without it.
  const { Busboy } = await import('@fastify/busboy');
  const fields: [string, string][] = [];
  const files: FormFile[] = [];
  let kept = 0;
  try {
    const parser = new Busboy({
      headers: { 'content-type': type },
      limits: { fileSize: maxFileBytes, fields: maxFields, files: maxFields, fieldSize: maxTextBytes },
    });
    parser.on('field', (name, value) => fields.push([name, value]));
    parser.on('file', (field, stream, name, _encoding, fileType) => {
      const chunks: Buffer[] = [];
      // The parser reports a body that ends too early twice; without a listener here, that would end the process.
      stream.on('error', () => undefined);
      stream.on('data', (chunk: Buffer) => {
        kept += chunk.length;
        if (kept > maxFormBytes) parser.destroy(new Error(`the form is longer than ${maxFormBytes} bytes`));
        else chunks.push(chunk);
      });
      stream.on('end', () => {
        const { truncated } = stream;
        files.push({ field, name: name ?? '', type: fileType, content: new Chunks(chunks), truncated });
      });
    });
    await feed(parser, body);
  } catch (error) {
    throw new BrokenForm((error as Error).message, { cause: error });
  }
  return { fields: grouped(fields), files };
}

async function feed(parser: BusboyInstance, body: MockRequest['body']): Promise<void> {
  if (!(body instanceof WholeBody)) return pipeline(body, parser);
  // A pipeline costs four times as much as parsing a small form.
  return new Promise((resolve, reject) => {
    parser.on('finish', resolve).on('error', reject).end(body.bytes);
  });
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
  for (const [name, value] of pairs) {
    const group = groups.get(name);
    if (group) group.push(value);
    else groups.set(name, [value]);
  }
  return groups;
}
