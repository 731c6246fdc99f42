/** Takes secrets out of a vendor's text and makes it fit for one line of an error message. */
export function redact(text: string, secrets: readonly string[], tokenPattern?: RegExp): string {
  const clean = secrets
    .filter((secret) => secret.length > 0)
    // Longest first: of a secret that begins with another one, nothing may be left.
    .sort((a, b) => b.length - a.length)
    .reduce((rest, secret) => rest.replaceAll(secret, '***'), text)
    .replace(tokenPattern ? new RegExp(tokenPattern, 'g') : /(?!)/, '***')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();
  return clean.length > 200 ? `${clean.slice(0, 200)}…` : clean;
}
