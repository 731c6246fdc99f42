import type { HttpRequest } from '../../http.ts';

export interface PicwishWebCredentials {
  /** `v2,…`, from a login. */
  readonly token: string;
}

export function authenticate(request: HttpRequest, { token }: PicwishWebCredentials): HttpRequest {
  // People paste it from where it is shown together with its scheme.
  const bare = token.replace(/^Bearer\s+/i, '');
  return { ...request, headers: { ...request.headers, authorization: `Bearer ${bare}` } };
}
