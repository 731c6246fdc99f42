import * as v from 'valibot';

export const key = v.pipe(
  v.string(),
  v.regex(/^\P{Cs}*$/u, 'a key is valid Unicode'),
  v.check((text) => byteLength(text) >= 1 && byteLength(text) <= 1023, 'a key has 1 to 1023 bytes'),
  v.regex(/^[^/\\]/, 'a key does not begin with a slash'),
  // OSS would take them, but every URL parser folds them away.
  v.check((text) => !/(^|\/)\.{1,2}(\/|$)/.test(text), 'a key has no parts . and ..'),
);

export const headerText = v.pipe(v.string(), v.regex(/^[\x20-\x7e]+$/, 'give printable ASCII'));

const byteLength = (text: string) => new TextEncoder().encode(text).length;
