import * as v from 'valibot';

/** What all operations that make files give: the main file first. */
export const filesOutput = v.looseObject({
  files: v.pipe(v.array(v.object({ field: v.string(), url: v.pipe(v.string(), v.url()) })), v.minLength(1)),
});

export type FilesOutput = v.InferOutput<typeof filesOutput>;
