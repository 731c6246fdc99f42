import { createHash } from 'node:crypto';
import { maskMark } from '../contract/compare.ts';
import { isSecretName, maskText } from '../world/mask.ts';

/** Beside the names that a journal masks: who the customer is. */
const customerNames = /^(third_code|phone|email|nickname)$/i;

const phones = /(?<![0-9A-Za-z])(\+86)?1[3-9]\d{9}(?![0-9A-Za-z])/g;
const emails = /[\w.+-]+@[\w-]+(\.[\w-]+)+/g;

/** Shorter ones would be found inside other words. */
const minSecretLength = 6;

/** Longer texts are files, such as pictures in base64. */
const maxTextLength = 4_096;

/** Masks secrets: by the names of fields, by what texts look like, and what was a secret in an earlier call. */
export class Masker {
  readonly #secrets = new Set<string>();

  /** A value of a header or field, by its name. */
  value(name: string, value: string): string {
    if (!isSecretName(name) && !customerNames.test(name)) return this.text(value);
    this.#learn(value);
    return maskMark;
  }

  text(text: string): string {
    if (text.length > maxTextLength) {
      const sha256 = createHash('sha256').update(text).digest('hex');
      return `${maskMark} ${Buffer.byteLength(text)} bytes, sha256 ${sha256}`;
    }
    let masked = maskText(text).replace(phones, maskMark).replace(emails, maskMark);
    for (const secret of this.#secrets) masked = masked.replaceAll(secret, maskMark);
    return masked;
  }

  /** Keeps the shape of a value. Inside of an object with a secret name, every text is secret. */
  json(value: unknown, name = '', isInside = false): unknown {
    const isSecret = isInside || isSecretName(name);
    if (typeof value === 'string') return isInside ? this.value('secret', value) : this.value(name, value);
    if (Array.isArray(value)) return value.map((item) => this.json(item, name, isInside));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [this.text(key), this.json(inner, key, isSecret)]),
    );
  }

  #learn(value: string): void {
    const [, bare = value] = /^Bearer (.*)$/.exec(value) ?? [];
    if (bare.length >= minSecretLength) this.#secrets.add(bare);
  }
}
