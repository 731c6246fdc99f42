/** A shorter secret would remove ordinary words and numbers from the text. */
const shortestSecret = 6;

/** Takes secrets out of a vendor's text and makes it fit for one line of an error message. */
export function redact(text: string, secrets: readonly string[], tokenPattern?: RegExp): string {
  const clean = withoutSecrets(text, secrets, tokenPattern)
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();
  return clean.length > 200 ? `${clean.slice(0, 200)}…` : clean;
}

/** The text with `***` in place of tokens and of secrets, however those are encoded. */
export function withoutSecrets(text: string, secrets: readonly string[], tokenPattern?: RegExp): string {
  // The pattern first: a secret inside a token would leave the token's other half.
  const tokenless = tokenPattern ? text.replace(new RegExp(tokenPattern, 'g'), '***') : text;
  return (
    secrets
      .filter((secret) => secret.length >= shortestSecret)
      .flatMap(encodings)
      // Longest first: of a secret that begins with another one, nothing may be left.
      .sort((a, b) => b.length - a.length)
      .reduce((rest, secret) => rest.replaceAll(secret, '***'), tokenless)
  );
}

function encodings(secret: string): readonly string[] {
  const bytes = new TextEncoder().encode(secret);
  const base64 = btoa(String.fromCharCode(...bytes)).replace(/=+$/, '');
  const base64Url = base64.replaceAll('+', '-').replaceAll('/', '_');
  const inForm = new URLSearchParams([['', secret]]).toString().slice(1);
  const inJson = JSON.stringify(secret).slice(1, -1);
  return [
    ...new Set([
      secret,
      encodeURIComponent(new TextDecoder().decode(bytes)),
      inForm,
      inJson,
      base64,
      base64Url,
    ]),
  ];
}
