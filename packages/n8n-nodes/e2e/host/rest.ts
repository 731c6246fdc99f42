import { randomUUID } from 'node:crypto';

/** Invented; n8n wants a digit and a capital letter in the password. */
export const owner = {
  email: 'demo@example.com',
  firstName: 'Demo',
  lastName: 'Owner',
  password: 'Photos-2026',
};

export interface Saved {
  readonly id: string;
  readonly name: string;
}

/** Speaks to n8n as its editor does. */
export interface Rest {
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body: object): Promise<T>;
  patch<T>(path: string, body: object): Promise<T>;
}

/** Logs in, as the first user where there is none. */
export async function login(url: string): Promise<Rest> {
  const browserId = randomUUID();
  let cookie = '';
  const call = async <T>(method: string, path: string, body?: object): Promise<T> => {
    const response = await fetch(`${url}/rest${path}`, {
      method,
      // n8n closes an idle connection after 5 s, which on a busy machine may meet the next request.
      headers: { 'content-type': 'application/json', 'browser-id': browserId, cookie, connection: 'close' },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`n8n ${method} ${path}: HTTP ${response.status} ${text.slice(0, 500)}`);
    cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? cookie;
    return JSON.parse(text).data;
  };
  const { userManagement } = await call<{ userManagement: { showSetupOnFirstLoad: boolean } }>(
    'GET',
    '/settings',
  );
  if (userManagement.showSetupOnFirstLoad) await call('POST', '/owner/setup', owner);
  else await call('POST', '/login', { emailOrLdapLoginId: owner.email, password: owner.password });
  return {
    get: (path) => call('GET', path),
    post: (path, body) => call('POST', path, body),
    patch: (path, body) => call('PATCH', path, body),
  };
}
