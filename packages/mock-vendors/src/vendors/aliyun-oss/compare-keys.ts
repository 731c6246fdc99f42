/** The order of UTF-8 bytes, without encoding: surrogates come behind all other code units. */
export function compareKeys(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const difference = rank(a.charCodeAt(i)) - rank(b.charCodeAt(i));
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

const rank = (unit: number) => (unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit);

/** Sorts in place. Without surrogates, JavaScript's own order is the same and much faster. */
export function sortByKey(objects: { readonly key: string }[]): void {
  const hasSurrogates = objects.some(({ key }) => /[\ud800-\udfff]/.test(key));
  if (hasSurrogates) objects.sort((a, b) => compareKeys(a.key, b.key));
  else objects.sort((a, b) => (a.key < b.key ? -1 : 1));
}
