import { type Body, NetworkError, type Send } from '@api-repack/core';

/** Sends through the global fetch, which is what MSW listens to. */
export const fetchSend: Send = async ({ method, url, headers, body, answer, signal }) => {
  const request = { method, redirect: 'manual' as const, signal: signal ?? null, ...encode(headers, body) };
  const response = await fetch(url, request).catch((cause: Error) => {
    throw new NetworkError(cause.message, { sent: true, cause });
  });
  const isStream = answer === 'stream' && response.body !== null;
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: isStream ? (response.body as unknown as AsyncIterable<Uint8Array>) : await response.text(),
  };
};

export function encode(headers: Readonly<Record<string, string>>, body: Body | undefined) {
  if (!body) return { headers };
  if ('bytes' in body) return { headers, body: body.bytes };
  if ('json' in body)
    return { headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body.json) };
  const form = new FormData();
  for (const [name, value] of body.multipart) form.append(name, value as string);
  return { headers, body: form };
}
