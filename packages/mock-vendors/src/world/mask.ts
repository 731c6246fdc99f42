declare const isMasked: unique symbol;

/** Fields without secrets. Only `mask` makes them, so that nothing else can be noted in a journal. */
export type MaskedFields = Readonly<Record<string, unknown>> & { readonly [isMasked]: true };

const secretNames =
  /^(token|api_token|password|telephone|secret_key|vcode|uuid|unikey|signature|security-token|ossaccesskeyid|x-oss-(signature|security-token|credential))$/i;

/** Access keys of Aliyun, wherever they stand. Those of the mock itself are made to look alike. */
const secretTexts = /\b(LTAI[A-Za-z0-9]{12,}|STS\.[A-Za-z0-9]{16,})/g;

/** Masks what must not be told, by the names of fields and by what values look like. */
export const mask = (fields: Readonly<Record<string, unknown>>): MaskedFields =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, secretNames.test(name) ? '***' : maskValue(value)]),
  ) as MaskedFields;

export const maskUrl = (url: string): string =>
  url
    .replace(/([?&])([^=&]*)=([^&]*)/g, (whole, mark, name) =>
      secretNames.test(name) ? `${mark}${name}=***` : whole,
    )
    .replace(secretTexts, '***');

function maskValue(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(secretTexts, '***');
  return Array.isArray(value) ? value.map(maskValue) : value;
}
