/** Of this package. The same from src, from dist, and from a bundle in dist: modules that look for files ask here. */
export const packageFolder = new URL('../', import.meta.url);
