const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };

/** Texts of the children of `<Error>`, or undefined where the answer is something else. Nothing is expanded or fetched. */
export function readErrorXml(text: string): Readonly<Record<string, string | undefined>> | undefined {
  const inside = /^\s*(?:<\?xml[^>]*\?>\s*)?<Error>(.*)<\/Error>\s*$/s.exec(text)?.[1];
  if (inside === undefined) return undefined;
  const children = [...inside.matchAll(/<(\w+)>([^<]*)<\/\1>/g)];
  return Object.fromEntries(children.map(([, name = '', value = '']) => [name, unescapeXml(value)]));
}

const unescapeXml = (text: string) =>
  text.replace(/&(lt|gt|quot|apos|amp);/g, (_, name: string) => entities[name] as string);
