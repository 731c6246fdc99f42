import type { Body, HttpRequest } from '@api-repack/core';

/** Changes of requests, by which they cause a documented error. */

export const withHeader = (request: HttpRequest, name: string, value: string): HttpRequest => ({
  ...request,
  headers: { ...request.headers, [name]: value },
});

export function withoutField(request: HttpRequest, name: string): HttpRequest {
  const { body } = request;
  if (!body) return request;
  if ('multipart' in body)
    return { ...request, body: { multipart: body.multipart.filter(([field]) => field !== name) } };
  return 'json' in body ? { ...request, body: withoutName(body.json, name) } : request;
}

function withoutName(json: unknown, name: string): Body {
  const { [name]: _, ...rest } = json as Record<string, unknown>;
  return { json: rest };
}

/** In place of the first one of this name, or beside the others. */
export function withField(request: HttpRequest, name: string, value: string | Blob): HttpRequest {
  const bare = withoutField(request, name);
  const { body } = bare;
  if (body && 'multipart' in body)
    return { ...bare, body: { multipart: [...body.multipart, [name, value]] } };
  if (body && 'json' in body) return { ...bare, body: { json: { ...(body.json as object), [name]: value } } };
  return bare;
}
