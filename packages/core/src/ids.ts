import type { Ids } from './errors.ts';
import type { Answer } from './vendor.ts';

const maxIds = 10;
const maxPerName = 50;
const maxLength = 200;
/** Addresses of results may be signed. */
const maxUrlLength = 1_000;

/** What envelopes say about the call itself. */
const aboutCall = /^(status|code|errno|error|msg|message|success|ok)$|request|trace|time|date/i;
const secret = /token|secret|passw|authorization|cookie|api_?key|^key$|^sign$|signature/i;

type Add = (name: string, value: string) => void;

/**
 * Whatever in a response may lead to what was paid for: short texts and numbers under the names that they have, wherever they
 * are. Undefined where there is none. `clean` takes out secrets.
 */
export function idsIn(
  { json, text }: Pick<Answer, 'json' | 'text'>,
  clean: (text: string) => string,
): Ids | undefined {
  const found = new Map<string, string[]>();
  const add: Add = (name, value) => {
    if (aboutCall.test(name) || secret.test(name) || !isShort(value) || clean(value) !== value) return;
    const values = found.get(name) ?? [];
    if (values.length < maxPerName && (found.has(name) || found.size < maxIds))
      found.set(name, [...values, value]);
  };
  if (json === undefined) collectCutOff(text, add);
  else collect('data', json, add);
  return found.size > 0 ? Object.fromEntries(found) : undefined;
}

/** The ids of a payment in the form that errors carry. Tokens, pictures and whatever is not a text or a number are left out. */
export function toIds(ids: object | undefined): Ids | undefined {
  const entries = Object.entries(ids ?? {}).flatMap(([name, value]): [string, string | string[]][] => {
    if (secret.test(name)) return [];
    const texts = [value].flat().filter(isTextOrNumber).map(String).filter(isShort).slice(0, maxPerName);
    const [first] = texts;
    return first === undefined ? [] : [[name, Array.isArray(value) ? texts : first]];
  });
  return entries.length > 0 ? Object.fromEntries(entries.slice(0, maxIds)) : undefined;
}

function collect(name: string, value: unknown, add: Add, depth = 0): void {
  if (aboutCall.test(name) || depth > 5) return;
  if (Array.isArray(value)) for (const one of value) collect(name, one, add, depth + 1);
  else if (typeof value === 'object' && value !== null) {
    // Names of fields are words.
    for (const [key, one] of Object.entries(value))
      if (/^\w{1,40}$/.test(key)) collect(key, one, add, depth + 1);
  } else if (isTextOrNumber(value)) add(name, String(value));
}

const pair = /"(\w{1,40})"\s*:\s*(?:"([^"\\]*)"|(\d+)\s*[,}\]]|\[((?:\s*"[^"\\]*"\s*,?)+))/g;

/** A JSON text that ends too early: what is complete in it. */
function collectCutOff(text: string, add: Add): void {
  for (const [, name = '', value, number, list] of text.matchAll(pair)) {
    const single = value ?? number;
    if (single !== undefined) add(name, single);
    for (const [, one = ''] of list?.matchAll(/"([^"]*)"/g) ?? []) add(name, one);
  }
}

const isTextOrNumber = (value: unknown): value is string | number =>
  typeof value === 'number' || typeof value === 'string';

const isShort = (value: string): boolean =>
  value !== '' && value.length <= (/^https?:\/\//.test(value) ? maxUrlLength : maxLength);
