import type { IHttpRequestOptions } from 'n8n-workflow';

/** Adds fields to a JSON body, which is a text or an object. What has no fields is left alone. */
export function withFields(
  request: IHttpRequestOptions,
  fields: Record<string, string>,
): IHttpRequestOptions {
  const { body = {} } = request;
  if (typeof body === 'string') {
    const given: unknown = parse(body);
    return isPlain(given) ? { ...request, body: JSON.stringify({ ...given, ...fields }) } : request;
  }
  return isPlain(body) ? { ...request, body: { ...body, ...fields } } : request;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text || '{}');
  } catch {
    return undefined;
  }
}

const isPlain = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
