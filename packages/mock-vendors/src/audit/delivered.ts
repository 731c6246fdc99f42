import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';

/** What a program gave as its result, in a form in which two runs can be compared. */
export interface Delivered {
  readonly kind: 'nothing' | 'bytes' | 'text';
  /** Equal if two runs gave the same result. */
  readonly fingerprint: string;
  /** For people. */
  readonly summary: string;
  readonly hasUrl: boolean;
}

const nothing: Delivered = { kind: 'nothing', fingerprint: '', summary: 'nothing', hasUrl: false };

export function deliveredBytes(bytes: Uint8Array): Delivered {
  if (bytes.length === 0) return nothing;
  const fingerprint = createHash('sha256').update(bytes).digest('hex');
  return { kind: 'bytes', fingerprint, summary: `${bytes.length} bytes, ${typeOf(bytes)}`, hasUrl: false };
}

/** Of more, only the size is compared. */
const maxComparedBytes = 1 << 26;

/** Files that a program has written, however large they are. */
export function deliveredFiles(files: readonly string[]): Delivered {
  const size = files.reduce((sum, file) => sum + statSync(file).size, 0);
  const kept = Buffer.concat(files.map((file) => beginningOf(file, maxComparedBytes / files.length)));
  const delivered = deliveredBytes(kept);
  if (size === kept.length) return delivered;
  const fingerprint = `${delivered.fingerprint} of ${size}`;
  return { ...delivered, fingerprint, summary: `${size} bytes, ${typeOf(kept)}` };
}

function beginningOf(file: string, maxBytes: number): Uint8Array {
  const handle = openSync(file, 'r');
  try {
    const bytes = Buffer.alloc(Math.min(Math.floor(maxBytes), fstatSync(handle).size));
    return bytes.subarray(0, readSync(handle, bytes));
  } finally {
    closeSync(handle);
  }
}

/** JSON counts as a whole; of other texts, the last line is the result and what is above it are messages. */
export function deliveredText(text: string): Delivered {
  const trimmed = text.trim();
  if (trimmed === '') return nothing;
  const result = isJson(trimmed) ? trimmed : (trimmed.split('\n').at(-1) ?? '').trim();
  const hasUrl = /https?:\/\//.test(result);
  return { kind: 'text', fingerprint: withoutIds(result), summary: result.slice(0, 200), hasUrl };
}

/** What a scenario returned: bytes, wherever they are in it, or else its text. */
export async function deliveredValue(value: unknown): Promise<Delivered> {
  const bytes = await bytesIn(value);
  if (bytes) return deliveredBytes(bytes);
  if (value === undefined || value === null) return nothing;
  return deliveredText(typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value)));
}

/** Standard output: a file if it is not text. */
export function deliveredOutput(stdout: Uint8Array): Delivered {
  const text = Buffer.from(stdout).toString('utf8');
  return text.includes('\ufffd') || text.includes('\0') ? deliveredBytes(stdout) : deliveredText(text);
}

async function bytesIn(value: unknown): Promise<Uint8Array | undefined> {
  if (value instanceof Uint8Array) return value;
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  if (value instanceof Blob) return new Uint8Array(await value.arrayBuffer());
  if (typeof value !== 'object' || value === null) return undefined;
  const found = await Promise.all(Object.values(value).map(bytesIn));
  const parts = found.filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : Buffer.concat(parts);
}

/** Ids, times, ports and signatures differ between runs that are the same to a user. */
const withoutIds = (text: string): string =>
  text
    .replace(/(https?:\/\/)[^/\s"']+/g, '$1host')
    .replace(/\?[^\s"']+/g, '?query')
    .replace(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?Z?/g, 'date')
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{16,}|\d{3,}/gi, 'id')
    .replace(/\d+(\.\d+)? ?m?s\b/g, 'time');

function isJson(text: string): boolean {
  try {
    return typeof JSON.parse(text) === 'object';
  } catch {
    return false;
  }
}

function typeOf(bytes: Uint8Array): string {
  const head = Buffer.from(bytes.subarray(0, 8));
  if (head.subarray(0, 4).toString('hex') === '89504e47') return 'PNG';
  if (head.subarray(0, 3).toString('hex') === 'ffd8ff') return 'JPEG';
  return /^\s*[{[<]/.test(head.toString('latin1')) ? 'a text' : 'a file';
}
