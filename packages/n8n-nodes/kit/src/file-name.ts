/** Usual extensions; n8n would make `.jpeg` of `image/jpeg`. */
const extensions: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
  'image/gif': 'gif',
  'image/bmp': 'bmp',
  'image/tiff': 'tiff',
  'image/svg+xml': 'svg',
};

/** The last part of a URL's path, for example `photo.jpg`. */
export function nameInUrl(url: string): string {
  const last = new URL(url).pathname.split('/').at(-1) ?? '';
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}

export const withoutExtension = (name: string): string => name.replace(/(?<=.)\.\w{1,5}$/, '');

/** The name with the extension of the type, or with the one that it came with if the type is not known. */
export function withExtension(name: string, type: string | undefined, fallback = ''): string {
  const extension = (type && extensions[type]) ?? /\.(\w{1,5})$/.exec(fallback)?.[1];
  return extension ? `${name}.${extension}` : name;
}

const maxLength = 100;

/** Vendors and file systems take names of a limited length. The extension is kept. */
export function shortName(name: string): string {
  if (name.length <= maxLength) return name;
  const [extension = ''] = /\.\w{1,5}$/.exec(name) ?? [];
  return `${name.slice(0, maxLength - extension.length)}${extension}`;
}
