import type { Result } from '@api-repack/core/picwish';
import * as v from 'valibot';

export const pictureOutput = v.looseObject({ image: v.pipe(v.string(), v.url()) });

/** The main file as `image`, as the original service has it, and others, such as a mask, under their own names. */
export function filesOf({ files: [main, ...others] }: Result): { image: string } & Record<string, string> {
  const named = others.map((file) => [file.field, 'url' in file ? file.url : '']);
  return {
    ...Object.fromEntries(named.filter(([, url]) => url !== '')),
    image: 'url' in main ? main.url : '',
  };
}
