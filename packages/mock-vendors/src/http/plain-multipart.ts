import type { Chunks } from './chunks.ts';

/** A part of a form, as it came. */
export interface MultipartPart {
  readonly name: string;
  readonly filename?: string;
  readonly type?: string;
  readonly content: Chunks;
}

/** What common clients write; whatever else a part may say is left to the parser that knows it all. */
const head =
  /^content-disposition: form-data; name="([^"\\%\r\n]*)"(?:; filename="([^"\\%/\r\n]*)"\r\ncontent-type: ([a-z0-9.+-]+\/[a-z0-9.+-]+))?$/i;

/**
 * Takes a form apart that is all there and written as nearly all forms are, at a fraction of what a parser of streams costs.
 * Undefined for any other: a wrong guess would be worse than a slow answer.
 */
export function readPlainMultipart(type: string, body: Chunks): MultipartPart[] | undefined {
  const boundary = /^multipart\/form-data; ?boundary=([\w-]{1,70})$/.exec(type)?.[1];
  if (boundary === undefined || textIn(body, 0, boundary.length + 4) !== `--${boundary}\r\n`)
    return undefined;
  const delimiter = Buffer.from(`\r\n--${boundary}`);
  const parts: MultipartPart[] = [];
  for (let start = delimiter.length; start < body.length; ) {
    const headEnd = body.indexOf(headEndMark, start);
    const end = headEnd < 0 ? -1 : body.indexOf(delimiter, headEnd + 2);
    if (end < headEnd + 4) return undefined;
    const part = readPart(textIn(body, start, headEnd), body.slice(headEnd + 4, end));
    if (!part) return undefined;
    parts.push(part);
    start = end + delimiter.length + 2;
    const mark = textIn(body, start - 2, start + 2);
    if (mark === '--\r\n' && start + 2 === body.length) return parts;
    if (mark === '--' && start === body.length) return parts;
    if (!mark.startsWith('\r\n')) return undefined;
  }
  return undefined;
}

const headEndMark = Buffer.from('\r\n\r\n');

const textIn = (body: Chunks, from: number, to: number) => body.slice(from, to).bytes.toString('latin1');

function readPart(text: string, content: Chunks): MultipartPart | undefined {
  const [whole, name = '', filename, type] = head.exec(text) ?? [];
  // Names in other letters need decoding, and the type of some fields says how.
  if (whole === undefined || /[^ -~\r\n]/.test(text)) return undefined;
  return filename === undefined || type === undefined ? { name, content } : { name, filename, type, content };
}
