/** A shorter secret would be found inside ordinary words and numbers. */
export const shortestSecret = 6;

const maxKnown = 200;

/** Compiled once: clients send the same credentials with every call. */
const known = new Map<string, RegExp>();

/** Replaces secrets with `***`, as they are, percent-encoded, JSON-escaped, and in base64 also as a part of more. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  let masked = text;
  for (const secret of secrets) {
    if (secret.length < shortestSecret || text.length < shortestSecret) continue;
    masked = masked.replace(patternOf(secret), '***');
    const decoded = decodedText(masked);
    if (decoded.includes(secret)) masked = decoded.replaceAll(secret, '***');
  }
  return masked;
}

/** The text without percent-encoding, or as it is where it has none. */
export function decodedText(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function patternOf(secret: string): RegExp {
  const pattern = known.get(secret) ?? compiled(secret);
  known.set(secret, pattern);
  const [oldest] = known.keys();
  if (known.size > maxKnown) known.delete(oldest as string);
  return pattern;
}

function compiled(secret: string): RegExp {
  const plain = [secret, encodeURIComponent(secret.toWellFormed()), JSON.stringify(secret).slice(1, -1)];
  const texts = [...new Set(plain)].map((text) => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'));
  return new RegExp([...texts, ...base64Parts(secret)].join('|'), 'g');
}

/** What of it is the same in base64 wherever it begins, in both alphabets. */
function base64Parts(secret: string): string[] {
  const bytes = Buffer.from(secret);
  return [0, 1, 2].map((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64url');
    const [first, end] = [Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6)];
    return encoded.slice(first, end).replaceAll('-', '[+-]').replaceAll('_', '[/_]');
  });
}
