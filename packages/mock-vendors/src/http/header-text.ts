/** A text as HTTP headers carry it: its UTF-8 bytes, one a character. ASCII stays as it is. */
export const utf8Header = (text: string): string => Buffer.from(text).toString('latin1');
