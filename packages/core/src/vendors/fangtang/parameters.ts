import * as v from 'valibot';
import { described } from '../../described.ts';

/** What the manuals allow in each field, in the words of the wire. */

/** In the order in which Fangtang runs them; colourbeta is seen in use but not documented. */
export const steps = ['scratch', 'defogging', 'repair', 'colour', 'colourbeta', 'sr', 'bg'] as const;

/** `portrait` is a memorial photo (遗像), and `cortoon` is the spelling that the vendor understands. */
export const types = ['people', 'cortoon', 'landscape', 'portrait', 'text'] as const;
export const platforms = ['pc', 'h5', 'mp', 'ios', 'baidu', 'zijie', 'douyin', 'alipay'] as const;
export const rates = [0, 2, 4, 8] as const;
/** A v1 job is one of these, no other combination. */
export const repairTypes = ['sr', 'sr,repair', 'sr,repair,colour', 'bg'] as const;

/** Sent in one order and once each, whatever order the caller picked. */
export const seq = v.pipe(
  v.array(v.picklist(steps)),
  v.minLength(1, 'choose at least one processing step'),
  v.transform((chosen) => steps.filter((step) => chosen.includes(step)).join(',')),
);

export const type = v.pipe(
  v.picklist([...types, 'cartoon']),
  v.transform((name) => (name === 'cartoon' ? 'cortoon' : name)),
);

const rgbMessage =
  'use -1 (transparent), 1 (gradient gray), 2 (gradient blue, undocumented) or r,g,b with 0 to 255 each';
const isColor = (text: string) => text.split(',').every((part) => Number(part) <= 255);
export const rgb = v.pipe(
  v.string(),
  v.transform((text) => text.replaceAll(' ', '')),
  v.check(
    (text) => /^(-1|1|2)$/.test(text) || (/^\d{1,3},\d{1,3},\d{1,3}$/.test(text) && isColor(text)),
    rgbMessage,
  ),
);
/** v1 knows plain colors only. */
export const solidRgb = v.pipe(
  rgb,
  v.check((text) => text.includes(','), 'v1 takes r,g,b with 0 to 255 each'),
);

export const dpi = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(2400));
export const mdf = described(
  'ID of the upload',
  v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/, 'an id has 32 hexadecimal digits')),
);
