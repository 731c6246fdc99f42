import type { HttpRequest } from '../../http.ts';

export interface PicwishCredentials {
  readonly apiKey: string;
}

export function authenticate(request: HttpRequest, { apiKey }: PicwishCredentials): HttpRequest {
  return { ...request, headers: { ...request.headers, 'x-api-key': apiKey } };
}
