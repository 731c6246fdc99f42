import type { FilesOutput } from '../../files-output.ts';
import type { Result } from './progress.ts';

/** The files of a finished task that have a URL, and the facts that come with them. */
export function outputOf({ files, task }: Result): FilesOutput {
  const { image_width, image_height, foreground_rect, image_id } = task;
  const facts = Object.entries({ image_width, image_height, foreground_rect, image_id });
  return {
    files: files.flatMap((file) => ('url' in file ? [{ field: file.field, url: file.url }] : [])),
    ...Object.fromEntries(facts.filter(([, value]) => value !== undefined && value !== null)),
  };
}
