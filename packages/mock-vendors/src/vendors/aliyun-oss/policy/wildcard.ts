/** `*` stands for any text and `?` for one character. */
export function matches(pattern: string, text: string, flags = ''): boolean {
  const source = pattern
    // Several stars are one, and would take very long to match.
    .replace(/\*+/g, '*')
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, `s${flags}`).test(text);
}
