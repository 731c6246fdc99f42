/** Escapes characters that a header cannot carry, as JSON does. */
export const headerSafe = (text: string): string =>
  text.replace(/[^\x20-\x7e]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);
