const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };

/** Texts of the children of `<Error>`, or undefined where the answer is something else. Nothing is expanded or fetched. */
export function readErrorXml(text: string): Readonly<Record<string, string | undefined>> | undefined {
  const inside = /^\s*(?:<\?xml[^>]*\?>\s*)?<Error>(.*)<\/Error>\s*$/s.exec(text)?.[1];
  return inside === undefined ? undefined : childrenOf(inside);
}

export interface ListedObject {
  readonly key: string;
  /** In bytes. */
  readonly size: number;
  readonly etag: string;
  /** In ISO 8601. */
  readonly modifiedAt: string;
}

/** A page of objects whose keys are percent-encoded, and the key after which the next page begins. */
export function readListXml(text: string): { objects: ListedObject[]; next: string | undefined } {
  const contents = [...text.matchAll(/<Contents>(.*?)<\/Contents>/gs)];
  const objects = contents.map(([, inside = '']): ListedObject => {
    const { Key = '', Size, ETag = '', LastModified = '' } = childrenOf(inside);
    return {
      key: decodeName(Key),
      size: Number(Size),
      etag: ETag.replaceAll('"', ''),
      modifiedAt: LastModified,
    };
  });
  const next = /<NextMarker>([^<]+)<\/NextMarker>/.exec(text)?.[1];
  return { objects, next: next === undefined ? undefined : decodeName(next) };
}

const decodeName = (name: string): string => decodeURIComponent(name.replaceAll('+', ' '));

function childrenOf(inside: string): Readonly<Record<string, string | undefined>> {
  const children = [...inside.matchAll(/<(\w+)>([^<]*)<\/\1>/g)];
  return Object.fromEntries(children.map(([, name = '', value = '']) => [name, unescapeXml(value)]));
}

const unescapeXml = (text: string) =>
  text.replace(/&(lt|gt|quot|apos|amp);/g, (_, name: string) => entities[name] as string);
