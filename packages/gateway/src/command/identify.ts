import type { Catalogue, Operation } from '../operation.ts';
import { UsageError } from '../usage-error.ts';
import type { Connected } from './connection.ts';
import { contentOf, hash, type Picture } from './pictures.ts';
import type { Item } from './run.ts';

interface What extends Pick<Connected, 'origin' | 'payer'> {
  readonly catalogue: Catalogue;
  readonly operation: Operation;
  /** Parameters beside the picture. */
  readonly settings: object;
}

/** The key of each payment: the picture by its content, with what is done to it, where, and who pays. */
export async function identify(
  pictures: readonly Picture[],
  { catalogue, operation, origin, payer, settings }: What,
): Promise<Item[]> {
  const items: Item[] = [];
  const chosen = await withoutFiles(settings);
  // One after the other: thousands of files must not be open at once.
  for (const picture of pictures) {
    const content = await contentOf(picture).catch((error: Error) => {
      throw new UsageError(`${picture.name}: cannot be read: ${error.message}`);
    });
    const what = [origin, payer, catalogue.name, operation.name, chosen, content];
    items.push({ key: hash(JSON.stringify(what, inOrder)), picture, content });
  }
  return items;
}

/** For JSON that is the same whatever the order in which names were given. */
function inOrder(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** Files, such as a mask, by their content: as JSON they would all be the same. */
async function withoutFiles(settings: object): Promise<object> {
  const entries = Object.entries(settings).map(async ([name, value]) => [
    name,
    value instanceof Blob ? hash(new Uint8Array(await value.arrayBuffer())) : value,
  ]);
  return Object.fromEntries(await Promise.all(entries));
}
