import * as v from 'valibot';
import { described } from '../../described.ts';

/** What the manual allows in each field, in the words of the wire. */

export const text = (maxLength: number, advice = 'give a shorter one') =>
  v.pipe(
    v.string(),
    v.nonEmpty('is empty'),
    v.maxLength(
      maxLength,
      ({ received }) => `is ${received} characters long, but Lufff takes ${maxLength} at most: ${advice}`,
    ),
  );

export const phone = described('Telephone number', text(32));
export const vcode = described(
  'The code from the SMS, four digits',
  v.pipe(v.string(), v.regex(/^\d{4}$/, 'the code in the SMS has four digits')),
);
export const customerId = v.pipe(v.union([v.string(), v.number()]), v.transform(String), text(11));
export const token = text(64);
export const uuid = text(128);
export const maxUrlLength = 128;
/** Lufff downloads it, so signed URLs of most storage services are too long, and private addresses do not work. */
export const imgUrl = v.pipe(
  text(maxUrlLength, 'move the image to a shorter address; signed URLs seldom fit'),
  v.check((url) => /^https?:$/.test(URL.parse(url)?.protocol ?? ''), 'give an http or https URL'),
);
export const count = v.pipe(v.number(), v.integer('is not a whole number'), v.minValue(1, 'begins at 1'));

/** From later revisions of the manual, as all of extension.ts. */
export const picTypes = ['general', 'human', 'object', 'head', 'beautify', 'img_fix'] as const;
export const shareId = described(
  'Invite code, four characters',
  v.pipe(v.string(), v.length(4, 'an invite code has four characters')),
);
const pixels = v.pipe(v.number(), v.integer(), v.minValue(0));
const rectangle = v.strictObject({ height: pixels, width: pixels, x: pixels, y: pixels });
/** Travels as JSON in a text, of which Lufff takes as much as about five rectangles need. */
const rectangles = v.pipe(
  v.array(rectangle),
  v.minLength(1, 'give at least one rectangle'),
  v.transform((list) => JSON.stringify(list)),
  text(256, 'give fewer rectangles'),
);

/** The endpoint determines whose identity is sent; `pic_type` and `rectangles` came in later revisions. */
export const picture = v.pipe(
  v.strictObject({
    img_url: described('Public URL of the image, 128 characters at most; Lufff takes no files', imgUrl),
    pic_type: v.optional(described('What the image shows, or what to do', v.picklist(picTypes))),
    rectangles: v.optional(described('Areas to repair in pixels, with pic_type img_fix', rectangles)),
  }),
  v.check(
    ({ pic_type, rectangles }) => (pic_type === 'img_fix') === (rectangles !== undefined),
    'rectangles: needed with pic_type img_fix, and only then',
  ),
);
