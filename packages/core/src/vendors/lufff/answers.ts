import * as v from 'valibot';

/** What is read from Lufff's answers. */

export const missing = 'is missing in the answer';
/** Numbers may come as texts: the company's sister APIs do so. */
export const whole = v.pipe(v.union([v.number(), v.pipe(v.string(), v.digits())]), v.transform(Number));
export const optionalText = v.nullish(v.string());
export const url = v.pipe(v.string(), v.url('is not a URL'));

export const cutout = v.looseObject({ rm_bg_pic_url: url }, missing);
export const credit = v.looseObject({ credit: whole }, missing);
export const customer = v.looseObject(
  {
    id: whole,
    token: v.string(),
    phone: optionalText,
    unikey: optionalText,
    nickname: optionalText,
    credit: whole,
    invite_code: optionalText,
    created_at: optionalText,
  },
  missing,
);
export const cutoutRow = v.looseObject(
  {
    id: whole,
    customer_id: whole,
    remark: optionalText,
    img_url: optionalText,
    rmbg_img_url: optionalText,
    created_at: optionalText,
    updated_at: optionalText,
  },
  missing,
);
export const signInRow = v.looseObject(
  { id: whole, credit: whole, remark: optionalText, created_at: optionalText },
  missing,
);
/** The manual's own sample has no URLs in it. */
export const ad = v.looseObject({ id: whole, pic_url: optionalText, link_url: optionalText }, missing);

export const listOf = <Row extends v.GenericSchema>(row: Row) =>
  v.looseObject({ list: v.array(row), total_count: v.nullish(whole) }, missing);
