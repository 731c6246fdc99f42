import * as v from 'valibot';
import { described } from '../../described.ts';

/** What the manuals allow in each field, in the words of the wire. */

export const flag = v.picklist([0, 1]);

export const url = v.pipe(v.string(), v.url(), v.regex(/^https?:/i, 'give an http or https URL'));

/** Above 0, to 1. */
export const ratio = v.pipe(v.number(), v.gtValue(0), v.maxValue(1));

export const integer = (min: number, max = Number.MAX_SAFE_INTEGER) =>
  v.pipe(v.number(), v.integer(), v.minValue(min), v.maxValue(max));

export const text = (maxLength: number) => v.pipe(v.string(), v.nonEmpty(), v.maxLength(maxLength));

export const color = v.pipe(
  v.string(),
  v.transform((hex) => hex.replace(/^#/, '')),
  v.regex(/^[0-9a-fA-F]{6}$/, 'a color is RRGGBB, for example FFFFFF'),
);

/** Each side of an ID photo has 100 to 2000 pixels. */
export const size = v.pipe(
  v.string(),
  v.regex(
    /^([1-9]\d{2}|1\d{3}|2000)x([1-9]\d{2}|1\d{3}|2000)$/,
    'a size is 100x100 to 2000x2000, with a small x',
  ),
);

export const rectangles = v.pipe(
  v.array(v.strictObject({ x: integer(0), y: integer(0), width: integer(1), height: integer(1) })),
  v.minLength(1),
  v.maxLength(50),
  v.transform((list) => JSON.stringify(list)),
);

/** Codes are case-sensitive, for example `English` and `ChinesePRC`. */
export const languages = v.pipe(
  v.array(v.pipe(v.string(), v.regex(/^[^,\s]+$/, 'a language has no comma or blank'))),
  v.minLength(1),
  v.maxLength(10),
  v.transform((list) => list.join(',')),
);

export const documentFormat = v.picklist(['txt', 'pdf', 'docx', 'xlsx', 'pptx']);

export const taskId = described(
  'ID of the task',
  v.pipe(v.string(), v.regex(/^[\w-]{1,100}$/, 'a task id has letters, digits and dashes')),
);
