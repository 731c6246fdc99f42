import { createHash } from 'node:crypto';

declare const isMasked: unique symbol;

/** Fields without secrets. Only `mask` makes them, so that nothing else can be noted in a journal. */
export type MaskedFields = Readonly<Record<string, unknown>> & { readonly [isMasked]: true };

const secretNames =
  /(token|password|secret(_?key)?|api[-_]?key|accesskeyid|signature|credential|authorization)$|^(telephone|vcode|uuid|unikey)$/i;

/** Whether a field or header of this name holds what must not be told. */
export const isSecretName = (name: string): boolean => secretNames.test(name);

/** Access keys of Aliyun, wherever they stand. Those of the mock itself are made to look alike. */
const secretTexts = /\b(LTAI[A-Za-z0-9]{12,}|STS\.[A-Za-z0-9]{16,})/g;

/** Longer texts are told as files are. */
const maxTextLength = 4_096;

/** What is told of one call is no longer than this, so that a journal stays small whatever is sent. */
const maxLength = 16_384;

/** Masks what must not be told, by the names of fields and by what values look like. */
export function mask(fields: Readonly<Record<string, unknown>>): MaskedFields {
  let room = maxLength;
  const maskValue = (value: unknown): unknown => {
    if (typeof value === 'string') return value.length > maxTextLength ? described(value) : maskText(value);
    if (typeof value !== 'object' || value === null) return value;
    return Array.isArray(value)
      ? maskEntries(value).map(([, one]) => one)
      : Object.fromEntries(maskEntries(value));
  };
  const maskEntries = (values: object): [string, unknown][] => {
    const all = Object.entries(values);
    const told: [string, unknown][] = [];
    for (const [name, value] of all) {
      room -= name.length + (typeof value === 'string' ? Math.min(value.length, maxTextLength) : 0) + 8;
      if (room < 0) return [...told, ['…', `${all.length - told.length} more`]];
      told.push([name, secretNames.test(name) ? '***' : maskValue(value)]);
    }
    return told;
  };
  return Object.fromEntries(maskEntries(fields)) as MaskedFields;
}

/** Also in URLs, which are credentials if they are signed. */
export function maskText(text: string): string {
  // Most texts are harmless, and each of the searches below costs more than this one.
  if (!/[=@]|LTAI|STS\./.test(text)) return text;
  return text
    .replace(/([?&])([^=&?]*)=([^&]*)/g, (whole, mark, name) =>
      secretNames.test(name) ? `${mark}${name}=***` : whole,
    )
    .replace(/\/\/([^/@:\s]*):[^/@\s]*@/g, '//$1:***@')
    .replace(secretTexts, '***');
}

const described = (text: string) => ({
  size: Buffer.byteLength(text),
  sha256: createHash('sha256').update(text).digest('hex'),
});
