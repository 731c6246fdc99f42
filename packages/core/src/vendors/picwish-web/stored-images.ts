import { isVendorError } from '../../errors.ts';
import type { FileStream } from '../../file.ts';
import type { PicwishWebClient } from './account.ts';

type Image = Blob | FileStream;

/** By image, for calls that were refused because there were too many: they are repeated, and a stream cannot be read again. */
const stored = new WeakMap<Image, { readonly account: unknown; readonly id: string }>();

/** Equal for clients of one account where the same image is given twice. */
const accountOf = ({ connection: { session, credentials } }: PicwishWebClient): unknown =>
  session ?? credentials?.token;

/** Hands a stored image to `use`, and stores it first where a refused call has not done so. */
export async function withStored<Result>(
  { client, image }: { readonly client: PicwishWebClient; readonly image: Image },
  store: () => Promise<string>,
  use: (id: string) => Promise<Result>,
): Promise<Result> {
  const known = stored.get(image);
  const account = accountOf(client);
  const id = known && known.account === account ? known.id : await store();
  stored.delete(image);
  try {
    return await use(id);
  } catch (error) {
    if (isVendorError(error) && error.kind === 'rate-limit') stored.set(image, { account, id });
    throw error;
  }
}
