export interface FileType {
  readonly type: string;
  /** With the leading dot. */
  readonly extension: string;
}

type Signature = FileType & { readonly at?: number; readonly bytes: string };

/** First bytes as Latin-1 text, of the file types that the vendors produce or accept. */
const signatures: readonly Signature[] = [
  { type: 'image/png', extension: '.png', bytes: '\x89PNG\r\n\x1a\n' },
  { type: 'image/jpeg', extension: '.jpg', bytes: '\xff\xd8\xff' },
  { type: 'image/webp', extension: '.webp', at: 8, bytes: 'WEBP' },
  { type: 'image/gif', extension: '.gif', bytes: 'GIF8' },
  { type: 'image/bmp', extension: '.bmp', bytes: 'BM' },
  { type: 'image/tiff', extension: '.tif', bytes: 'II*\0' },
  { type: 'image/tiff', extension: '.tif', bytes: 'MM\0*' },
  { type: 'image/avif', extension: '.avif', at: 4, bytes: 'ftypavif' },
  { type: 'image/heic', extension: '.heic', at: 4, bytes: 'ftypheic' },
  { type: 'application/pdf', extension: '.pdf', bytes: '%PDF-' },
];

const office = 'application/vnd.openxmlformats-officedocument.';

/** ZIP-based formats and formats without a signature, distinguished by their label. */
const labels: readonly FileType[] = [
  { type: `${office}wordprocessingml.document`, extension: '.docx' },
  { type: `${office}spreadsheetml.sheet`, extension: '.xlsx' },
  { type: `${office}presentationml.presentation`, extension: '.pptx' },
  { type: 'text/plain', extension: '.txt' },
  { type: 'application/zip', extension: '.zip' },
];

/** How many first bytes decide. */
export const headLength = 512;

export interface Label {
  /** From the header, in lower case and without parameters. */
  readonly type?: string | undefined;
  /** File name at the end of the URL. */
  readonly name?: string | undefined;
}

/** Type and extension by the first bytes. Undefined where those have no signature that is known here. */
export function fileTypeOf(head: Uint8Array, label: Label = {}): FileType | undefined {
  const text = latin1(head);
  const found = signatures.find(({ at = 0, bytes }) => text.startsWith(bytes, at));
  if (found) return { type: found.type, extension: found.extension };
  if (text.startsWith('PK\x03\x04')) return labeledType(label) ?? labels.at(-1);
  return isSvg(text) ? { type: 'image/svg+xml', extension: '.svg' } : undefined;
}

/** Type and extension by header, then by name. */
export function labeledType({ type, name = '' }: Label): FileType | undefined {
  const all = [...signatures, ...labels];
  const found =
    all.find((one) => one.type === type) ??
    all.find(({ extension }) => name.toLowerCase().endsWith(extension));
  return found && { type: found.type, extension: found.extension };
}

/** True for JSON, XML, HTML or an empty body, which a vendor or a proxy sends instead of a file. */
export function looksLikeMessage(head: Uint8Array): boolean {
  const text = latin1(head)
    .replace(/^\xef\xbb\xbf/, '')
    .trimStart();
  return text === '' || (/^[{[<]/.test(text) && !isSvg(text));
}

/** True for bytes that are plain text. */
export const isText = (head: Uint8Array): boolean =>
  !head.some((byte) => byte < 9 || (byte > 13 && byte < 32) || byte === 127);

const isSvg = (text: string): boolean =>
  /^\s*(<\?xml[^>]*>\s*)?(<!--[\s\S]*?-->\s*)*(<!DOCTYPE svg[^>]*>\s*)?<svg[\s>]/i.test(text);

const latin1 = (bytes: Uint8Array): string => String.fromCharCode(...bytes.subarray(0, headLength));
