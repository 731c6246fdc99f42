type Json = Readonly<Record<string, unknown>>;

/** What an OpenAPI document says of a vendor's API beside its endpoints. */
export interface ApiFacts {
  /** Fields around `data` in a response with HTTP 200; undefined for a vendor whose responses have no envelope. */
  readonly envelope?: Readonly<Record<string, Json>>;
  readonly securitySchemes: Readonly<Record<string, Json>>;
}

const integer = { type: 'integer' };
const text = { type: 'string' };
const header = (name: string, description: string) => ({ type: 'apiKey', in: 'header', name, description });

/** By the vendor's name. */
export const apiFacts: Readonly<Record<string, ApiFacts>> = {
  picwish: {
    envelope: { status: { ...integer, description: '200, or the HTTP status of a failure' }, message: text },
    securitySchemes: { apiKey: header('X-API-KEY', 'Key of the developer API') },
  },
  'picwish-web': {
    envelope: { status: { ...integer, description: '200, or the code of a failure' }, message: text },
    securitySchemes: { login: { type: 'http', scheme: 'bearer', description: 'The api_token of a login' } },
  },
  fangtang: {
    envelope: {
      code: { ...integer, description: '200, or 9000 for a failure' },
      errno: { ...integer, description: 'The reason of a failure' },
      msg: text,
    },
    securitySchemes: {
      token: header('token', 'md5 of secret_key and time in seconds, a comma, and the same time'),
    },
  },
  lufff: {
    envelope: { status: { ...integer, description: '0, or the code of a failure' }, msg: text },
    securitySchemes: {},
  },
  'aliyun-oss': { securitySchemes: { signature: header('Authorization', 'Signature of version 1 or 4') } },
};
