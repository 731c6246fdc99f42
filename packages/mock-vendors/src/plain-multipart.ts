/** A part of a form, as it came. */
export interface Part {
  readonly name: string;
  readonly filename?: string;
  readonly type?: string;
  readonly bytes: Buffer;
}

/** What common clients write; whatever else a part may say is left to the parser that knows it all. */
const head =
  /^content-disposition: form-data; name="([^"\\%\r\n]*)"(?:; filename="([^"\\%/\r\n]*)"\r\ncontent-type: ([a-z0-9.+-]+\/[a-z0-9.+-]+))?$/i;

/**
 * Takes a form apart that is all there and written as nearly all forms are, at a fraction of what a parser of streams costs.
 * Undefined for any other: a wrong guess would be worse than a slow answer.
 */
export function readPlainMultipart(type: string, body: Buffer): Part[] | undefined {
  const boundary = /^multipart\/form-data; ?boundary=([\w-]{1,70})$/.exec(type)?.[1];
  if (boundary === undefined || body.toString('latin1', 0, boundary.length + 4) !== `--${boundary}\r\n`)
    return undefined;
  const delimiter = Buffer.from(`\r\n--${boundary}`);
  const parts: Part[] = [];
  for (let start = delimiter.length; start < body.length; ) {
    const headEnd = body.indexOf('\r\n\r\n', start);
    const end = headEnd < 0 ? -1 : body.indexOf(delimiter, headEnd + 2);
    const part =
      end < 0
        ? undefined
        : readPart(body.toString('latin1', start, headEnd), body.subarray(headEnd + 4, end));
    if (!part || end < headEnd + 4) return undefined;
    parts.push(part);
    start = end + delimiter.length + 2;
    const mark = body.toString('latin1', start - 2, start + 2);
    if (mark === '--\r\n' && start + 2 === body.length) return parts;
    if (mark === '--' && start === body.length) return parts;
    if (!mark.startsWith('\r\n')) return undefined;
  }
  return undefined;
}

function readPart(text: string, bytes: Buffer): Part | undefined {
  const [whole, name = '', filename, type] = head.exec(text) ?? [];
  // Names in other letters need decoding, and the type of some fields says how.
  if (whole === undefined || /[^ -~\r\n]/.test(text)) return undefined;
  return filename === undefined || type === undefined ? { name, bytes } : { name, filename, type, bytes };
}
