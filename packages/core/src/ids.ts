import type { Resume } from './errors.ts';
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
): Resume | undefined {
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
