import type { NodeOperationError } from 'n8n-workflow';
import { urlNamesOf } from './fields.ts';
import { refuse } from './refuse.ts';
import type { Item } from './run-items.ts';

/** An expression may give a list; a text is cut into one. */
export function listOf(value: unknown, separator: RegExp): unknown[] {
  const parts = typeof value === 'string' ? value.trim().split(separator) : [value].flat();
  return parts.filter((part) => part !== undefined && part !== null && part !== '');
}

/**
 * The web addresses in the field for URLs. A text is split only where another one begins, because an address may hold
 * blanks and commas itself; its blanks are encoded.
 */
export function imageUrlsOf(item: Item): string[] {
  const { name } = urlNamesOf(item.connection.vendor);
  const value = item.parameter<unknown>(name, '');
  const texts = listOf(value, /[\s,]+(?=https?:\/\/)/i).map((text) => encodeBlanks(String(text)));
  const urls = texts.filter((text) => text !== '');
  if (urls.length === 0) throw refuse(item, `'${labelOf(item)}' is empty`, 'Enter a URL');
  const wrong = urls.find((url) => !isWebUrl(url));
  if (wrong !== undefined) throw notAWebUrl(item, wrong);
  return urls;
}

const labelOf = ({ connection }: Item): string => urlNamesOf(connection.vendor).displayName;

const encodeBlanks = (text: string): string =>
  text.replace(/^\s+|[\s,]+$/g, '').replace(/\s/g, (blank) => encodeURIComponent(blank));

export const isWebUrl = (url: string): boolean => /^https?:\/\//i.test(url) && URL.canParse(url);

export function notAWebUrl(item: Item, url: string): NodeOperationError {
  const wayOut = /^data:/i.test(url)
    ? "To send the content of a file, choose 'Binary Field' as the input"
    : 'Enter a URL that begins with http:// or https://';
  return refuse(item, `'${labelOf(item)}' is not a web address: '${shown(url)}'`, wayOut);
}

/** Without what may be secret, and short: a data URL can have a megabyte. */
function shown(url: string): string {
  const bare = url.replace(/\?.*/s, '').replace(/\/\/[^/]*@/, '//');
  return bare.length > 60 ? `${bare.slice(0, 60)}…` : bare;
}
