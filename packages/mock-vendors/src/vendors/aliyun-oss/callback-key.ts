import { checkPrimeSync, createHash, createPrivateKey, createPublicKey, type JsonWebKey } from 'node:crypto';

export interface PemPair {
  readonly privateKey: string;
  readonly publicKey: string;
}

const exponent = 65_537n;

/** An RSA pair of 1024 bits that depends on the seed alone, so that the same calls get the same answers. Never a secret. */
export function pairFrom(seed: string): PemPair {
  const p = primeFrom(`${seed}:p`);
  const q = primeFrom(`${seed}:q`);
  const d = inverse(exponent, (p - 1n) * (q - 1n));
  const numbers = { n: p * q, e: exponent, d, p, q, dp: d % (p - 1n), dq: d % (q - 1n), qi: inverse(q, p) };
  const fields = Object.entries(numbers).map(([name, number]) => [name, base64Of(number)]);
  const key: JsonWebKey = { kty: 'RSA', ...Object.fromEntries(fields) };
  const privateKey = createPrivateKey({ key, format: 'jwk' });
  return {
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    publicKey: createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }) as string,
  };
}

/** 512 bits, the first two and the last of them set. */
function primeFrom(seed: string): bigint {
  for (let i = 0; ; i++) {
    const bytes = createHash('sha512').update(`${seed}:${i}`).digest();
    const candidate = BigInt(`0x${bytes.toString('hex')}`) | (3n << 510n) | 1n;
    if (candidate % exponent !== 1n && checkPrimeSync(candidate)) return candidate;
  }
}

/** By Euclid's extended algorithm. */
function inverse(value: bigint, modulus: bigint): bigint {
  let [rest, nextRest, factor, nextFactor] = [modulus, value % modulus, 0n, 1n];
  while (nextRest > 0n) {
    const times = rest / nextRest;
    [rest, nextRest] = [nextRest, rest - times * nextRest];
    [factor, nextFactor] = [nextFactor, factor - times * nextFactor];
  }
  return ((factor % modulus) + modulus) % modulus;
}

function base64Of(number: bigint): string {
  const hex = number.toString(16);
  return Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex').toString('base64url');
}
