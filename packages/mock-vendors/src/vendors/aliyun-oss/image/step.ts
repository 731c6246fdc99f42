import { badRequest, invalidArgument, missingArgument } from './errors.ts';

interface IntegerLimits {
  readonly min: number;
  readonly max: number;
}

/** One part of `image/resize,w_100/rotate,90`: an action with parameters, or with one bare value. */
export class ImageStep {
  readonly action: string;
  readonly #values: ReadonlyMap<string, string>;

  constructor(text: string) {
    const [action = '', ...parameters] = text.split(',');
    this.action = action;
    this.#values = new Map(parameters.map(entryOf));
  }

  has(name: string): boolean {
    return this.#values.has(name);
  }

  /** The name of a bare value is empty. */
  text(name: string): string | undefined {
    return this.#values.get(name);
  }

  integer(name: string, { min, max }: IntegerLimits): number | undefined {
    const text = this.#values.get(name);
    if (text === undefined) return undefined;
    const value = Number(text);
    if (!/^-?\d+$/.test(text) || value < min || value > max)
      throw invalidArgument(
        `The value ${text} of ${name || this.action} in ${this.action} is not an integer from ${min} to ${max}.`,
      );
    return value;
  }

  requiredInteger(name: string, limits: IntegerLimits): number {
    const value = this.integer(name, limits);
    if (value === undefined) throw missingArgument(`${this.action} needs ${name || 'a value'}.`);
    return value;
  }

  oneOf<Value extends string>(name: string, values: readonly Value[], otherwise: Value): Value {
    const text = this.#values.get(name) ?? otherwise;
    const value = values.find((known) => known === text);
    if (value === undefined)
      throw invalidArgument(`The value ${text} of ${name || this.action} in ${this.action} is unknown.`);
    return value;
  }

  /** Six hexadecimal digits, as CSS writes it. */
  color(name: string, otherwise: string): string {
    const text = this.#values.get(name) ?? otherwise;
    if (!/^[0-9a-f]{6}$/i.test(text))
      throw invalidArgument(`The color ${text} in ${this.action} is not six hexadecimal digits.`);
    return `#${text}`;
  }

  /** URL-safe base64 of UTF-8 text. */
  decoded(name: string): string | undefined {
    const text = this.#values.get(name);
    if (text === undefined) return undefined;
    if (!/^[\w-]+={0,2}$/.test(text)) throw badRequest('Input is not base64 decoding.');
    return Buffer.from(text, 'base64url').toString();
  }
}

/** A value may hold further underscores: base64 has some. */
function entryOf(parameter: string): [string, string] {
  const at = parameter.indexOf('_');
  return at < 0 ? ['', parameter] : [parameter.slice(0, at), parameter.slice(at + 1)];
}

/** Where in a picture something is put, by compass. */
export const gravities = ['nw', 'north', 'ne', 'west', 'center', 'east', 'sw', 'south', 'se'] as const;
export type Gravity = (typeof gravities)[number];

/** 0 is the left or upper edge, 0.5 the middle, 1 the right or lower edge. */
export function fractionsOf(gravity: Gravity): { readonly x: number; readonly y: number } {
  const place = gravities.indexOf(gravity);
  return { x: (place % 3) / 2, y: Math.floor(place / 3) / 2 };
}
