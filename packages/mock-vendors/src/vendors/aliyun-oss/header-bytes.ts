/**
 * Header values as they are sent. HTTP reads each byte as one character; clients sign the bytes, which are often UTF-8.
 * Values with other characters have never been on a wire.
 */
export const headerBytes = (text: string): Buffer =>
  Buffer.from(text, /[^\0-\xff]/.test(text) ? 'utf8' : 'latin1');

/** Without blanks around it. `trim` would also take U+00A0, which is the last byte of some letters in UTF-8. */
export const trimmed = (value = ''): string => value.replace(/^[ \t]+|[ \t]+$/g, '');
