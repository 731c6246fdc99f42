import type { IDataObject } from 'n8n-workflow';

/** What PicWish tells about a finished task, in the words of the output. */
export function taskFacts(task: Readonly<Record<string, unknown>>): IDataObject {
  const { image_width: width, image_height: height, foreground_rect: foreground, image_id: imageId } = task;
  const facts = Object.entries({ width, height, foreground, imageId });
  return Object.fromEntries(facts.filter(([, value]) => value !== undefined)) as IDataObject;
}
