import type { Ids } from './errors.ts';
import type { Answer } from './vendor.ts';

/** What envelopes say about the call itself. */
const aboutCall = /^(status|code|errno|error|msg|message|success|ok)$|request|trace|time|date/i;

/**
 * Whatever in an answer may lead to what was paid for: texts and numbers under the names that they have, wherever they are.
 * Undefined where there is none. `clean` takes out secrets.
 */
export function idsIn(
  { json, text }: Pick<Answer, 'json' | 'text'>,
  clean: (text: string) => string,
): Ids | undefined {
  // Cut off, perhaps.
  if (json === undefined) return /^\s*[{[]/.test(text) ? { answer: clean(text) } : undefined;
  const found = new Map<string, string[]>();
  collect('data', json, (name, value) => found.set(name, [...(found.get(name) ?? []), clean(value)]));
  return found.size > 0 ? Object.fromEntries([...found].slice(0, 10)) : undefined;
}

type Add = (name: string, text: string) => void;

function collect(name: string, value: unknown, add: Add, depth = 0): void {
  if (aboutCall.test(name) || depth > 5) return;
  if (Array.isArray(value)) for (const one of value) collect(name, one, add, depth + 1);
  else if (typeof value === 'object' && value !== null) {
    // Names of fields are words.
    for (const [key, one] of Object.entries(value))
      if (/^\w{1,40}$/.test(key)) collect(key, one, add, depth + 1);
  } else if ((typeof value === 'string' && value !== '') || typeof value === 'number')
    add(name, String(value));
}

const maxIds = 10;
const maxLength = 200;

/** The ids of a payment in the form that errors carry: texts and lists of texts, bounded. Tokens and pictures are left out. */
export function toIds(ids: object | undefined): Ids | undefined {
  const entries = Object.entries(ids ?? {}).flatMap(([name, value]): [string, string | string[]][] => {
    if (isSecret.test(name)) return [];
    const texts = [value].flat().filter(isShort).map(String);
    if (texts.length === 0) return [];
    return [[name, Array.isArray(value) ? texts : (texts[0] as string)]];
  });
  return entries.length > 0 ? Object.fromEntries(entries.slice(0, maxIds)) : undefined;
}

const isSecret = /token|secret|password|passwd|authorization|cookie|api_?key|signature/i;

const isShort = (value: unknown): value is string | number =>
  typeof value === 'number' || (typeof value === 'string' && value !== '' && value.length <= maxLength);
