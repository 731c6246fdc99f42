import { createHash } from 'node:crypto';
import { decodedText, shortestSecret, withoutSecrets } from './secret-texts.ts';

declare const isMasked: unique symbol;

/** Fields without secrets. Only `mask` makes them, so that nothing else can be noted in a journal. */
export type MaskedFields = Readonly<Record<string, unknown>> & { readonly [isMasked]: true };

const secretNames =
  /(token|password|secret(_?key)?|api[-_]?key|accesskeyid|signature|credential|authorization)$|^(telephone|vcode|uuid|unikey)$/i;

/** Whether a field or header of this name holds a secret. The name may be percent-encoded. */
export const isSecretName = (name: string): boolean =>
  secretNames.test(name.includes('%') ? decodedText(name) : name);

/**
 * Secrets by their form, wherever they stand: access keys of Aliyun, keys and tokens of PicWish, credentials of a header,
 * telephone numbers of China. Those of the mock itself are made to look alike.
 */
const secretTexts =
  /\b(LTAI[A-Za-z0-9]{12,}|STS\.[A-Za-z0-9]{16,}|wx[a-z0-9]{15}\b|v2,\d+,\d+,[0-9a-f]{32})|(?<=\b(?:Bearer|Basic)(?:\s|\+|%20)+)[\w.,~+/%=-]{6,}|(?<![\w.])(?:\+?86[ -]?)?1[3-9]\d{9}(?![\w.])/gi;

/** In JSON inside of a text, of which only a part may be here. */
const jsonSecrets = /(\\?"([\w-]+)\\?"\s*:\s*\\?")((?:[^"\\]|\\[^"])*)/g;

/** Longer texts are described as files are. */
const maxTextLength = 4_096;

/** Limit of what is kept of one call, so that a journal stays small whatever is sent. */
const maxLength = 16_384;

/** Masks secrets, by the names of fields and by what values look like; then the same secrets in other fields. */
export function mask(fields: Readonly<Record<string, unknown>>): MaskedFields {
  let room = maxLength;
  const secrets: string[] = [];
  const maskValue = (value: unknown): unknown => {
    if (typeof value === 'string') return value.length > maxTextLength ? described(value) : maskText(value);
    if (typeof value !== 'object' || value === null) return value;
    return Array.isArray(value)
      ? maskEntries(value).map(([, one]) => one)
      : Object.fromEntries(maskEntries(value));
  };
  const maskEntries = (values: object): [string, unknown][] => {
    const all = Object.entries(values);
    const kept: [string, unknown][] = [];
    for (const [name, value] of all) {
      room -= name.length + (typeof value === 'string' ? Math.min(value.length, maxTextLength) : 0) + 8;
      if (room < 0) return [...kept, ['…', `${all.length - kept.length} more`]];
      const isSecret = isSecretName(name);
      if (isSecret) secrets.push(...[value].flat().filter((one) => typeof one === 'string'));
      kept.push([maskText(name), isSecret ? '***' : maskValue(value)]);
    }
    return kept;
  };
  const masked = Object.fromEntries(maskEntries(fields)) as MaskedFields;
  return maskSecrets(masked, secrets);
}

/** Masks secrets that are known from elsewhere in the call, such as its headers. */
export function maskSecrets(fields: MaskedFields, secrets: readonly string[]): MaskedFields {
  if (!secrets.some((secret) => secret.length >= shortestSecret)) return fields;
  return withoutSecretsIn(fields, secrets) as MaskedFields;
}

function withoutSecretsIn(value: unknown, secrets: readonly string[]): unknown {
  if (typeof value === 'string') return withoutSecrets(value, secrets);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((one) => withoutSecretsIn(one, secrets));
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [
      withoutSecrets(name, secrets),
      withoutSecretsIn(one, secrets),
    ]),
  );
}

/** The secrets among a request's headers. */
export const secretsOfHeaders = (headers: Readonly<Record<string, string>>): string[] =>
  Object.entries(headers).flatMap(([name, value]) =>
    isSecretName(name) ? [value, value.replace(/^\w+ /, '')] : [],
  );

/** Also in URLs, which are credentials if they are signed. */
export function maskText(text: string): string {
  // Most texts are harmless, and each of the searches below costs more than this one.
  if (!/[=@"%]|LTAI|STS\.|wx|v2,|Bearer|Basic|\d{11}/i.test(text)) return text;
  const masked = maskPatterns(text);
  const decoded = decodedText(masked);
  // What is percent-encoded as a whole, such as a URL inside of another one.
  return decoded === masked || maskPatterns(decoded) === decoded ? masked : maskPatterns(decoded);
}

const maskPatterns = (text: string): string =>
  maskQuery(text)
    .replace(jsonSecrets, (whole, start, name) => (isSecretName(name) ? `${start}***` : whole))
    .replace(/\/\/([^/@:\s]*):[^/@\s]*@/g, '//$1:***@')
    .replace(secretTexts, '***');

/** A value may be a URL with a query of its own. */
const maskQuery = (text: string): string =>
  text.replace(
    /([?&])([^=&?]*)=([^&]*)/g,
    (_, mark, name, value) => `${mark}${name}=${isSecretName(name) ? '***' : maskQuery(value)}`,
  );

const described = (text: string) => ({
  size: Buffer.byteLength(text),
  sha256: createHash('sha256').update(text).digest('hex'),
});
