import { type Difference, shown } from './difference.ts';
import type { Example } from './example.ts';

/** A response as it arrived, with its body as text. */
export interface Seen {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface CompareOptions {
  /** Paths in the body whose values are documented, such as `data.mdfs[].code`; of others, type and format are compared. */
  readonly exact?: readonly string[];
  /** Paths of lists that have as many items as the example. */
  readonly sameLength?: readonly string[];
  /** Paths in the body that the vendor leaves out now and then. */
  readonly optional?: readonly string[];
  /** The path of the vendor's own number for success or failure. */
  readonly codePath?: string;
  /** HTTP statuses that do as well as the example's, where nobody knows which one comes. */
  readonly statuses?: readonly number[];
  /** Texts that were masked when they were recorded are taken for right. @default false */
  readonly allowsMasked?: boolean;
  /** While a task goes on, texts such as URLs are empty. @default false */
  readonly allowsEmpty?: boolean;
}

export interface Comparison {
  readonly differences: readonly Difference[];
  /** Paths that no example has. Vendors add fields, so these are no differences. */
  readonly surplus: readonly string[];
}

/** Holds a response against an example, field by field. */
export function compare({ response }: Example, seen: Seen, options: CompareOptions = {}): Comparison {
  const differences = [
    ...compareStatus(response.status, seen, options),
    ...compareType(response.headers, seen),
  ];
  const json = parsed(seen.body);
  if (json === undefined) {
    const actual = `${seen.headers['content-type'] ?? 'no content type'}, ${shown(seen.body)}`;
    return {
      differences: [...differences, { kind: 'body', path: 'body', expected: 'JSON', actual }],
      surplus: [],
    };
  }
  const walk = new Walk(options);
  walk.compare(response.body, json, '');
  return { differences: [...differences, ...walk.differences], surplus: [...walk.surplus] };
}

function compareStatus(
  expected: number,
  { status, headers }: Seen,
  { statuses = [] }: CompareOptions,
): Difference[] {
  if (status === expected || statuses.includes(status)) return [];
  const isRedirect = status >= 300 && status < 400;
  if (isRedirect)
    return [
      {
        kind: 'redirect',
        path: 'status',
        expected: `${expected}`,
        actual: `${status} to ${headers.location}`,
      },
    ];
  return [{ kind: 'status', path: 'status', expected: `${expected}`, actual: `${status}` }];
}

/** Parameters such as the charset do not matter. */
function compareType(headers: Example['response']['headers'], seen: Seen): Difference[] {
  return Object.entries(headers).flatMap(([name, value]): Difference[] => {
    const actual = seen.headers[name];
    if (mediaType(actual) === mediaType(value)) return [];
    return [{ kind: 'header', path: `header ${name}`, expected: value, actual: actual ?? 'nothing' }];
  });
}

const mediaType = (value = '') => value.split(';', 1)[0]?.trim().toLowerCase().replaceAll(' ', '');

export function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

const formats: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['32 hexadecimal digits', /^[0-9a-f]{32}$/],
  ['a UUID', /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/],
  ['an absolute URL', /^https?:\/\/[^/\s]+\//],
  ['a time like 2020-08-25 17:41:12', /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/],
  ['a size like 1080x1366px 146KB', /^\d+x\d+px \d+KB$/],
  ['a token like v2,1,482,…', /^v2,\d+,\d+,[0-9a-f]{32}$/],
];

const typeOf = (value: unknown) => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value);

/** Stands for masked values in recordings. */
export const maskMark = '***';

class Walk {
  readonly differences: Difference[] = [];
  readonly surplus = new Set<string>();
  readonly #options: CompareOptions;

  constructor(options: CompareOptions) {
    this.#options = options;
  }

  compare(expected: unknown, actual: unknown, path: string): void {
    // Of a field that is null in the example, the documentation does not show the type.
    if (expected === null) return;
    if (typeOf(expected) !== typeOf(actual)) this.#add('type', path, typeOf(expected), typeOf(actual));
    else if (Array.isArray(expected)) this.#items(expected, actual as unknown[], path);
    else if (typeof expected === 'object')
      this.#fields(expected as Record<string, unknown>, actual as Record<string, unknown>, path);
    else this.#value(expected, actual, path);
  }

  #items(expectedItems: readonly unknown[], actual: readonly unknown[], path: string): void {
    const itemPath = `${path}[]`;
    const [expected] = expectedItems;
    if (expected === undefined) return;
    if (actual.length === 0) this.#add('missing', itemPath, 'at least one', 'none');
    const { length } = expectedItems;
    if (this.#options.sameLength?.includes(path) && actual.length !== length)
      this.#add('value', itemPath, `${length} items`, `${actual.length}`);
    for (const item of actual) this.compare(expected, item, itemPath);
  }

  #fields(expected: Record<string, unknown>, actual: Record<string, unknown>, path: string): void {
    const at = (name: string) => (path === '' ? name : `${path}.${name}`);
    for (const [name, value] of Object.entries(expected)) {
      if (name in actual) this.compare(value, actual[name], at(name));
      else if (!this.#options.optional?.includes(at(name)))
        this.#add('missing', at(name), shown(value), 'nothing');
    }
    for (const name of Object.keys(actual)) if (!(name in expected)) this.surplus.add(at(name));
  }

  #value(expected: unknown, actual: unknown, path: string): void {
    const { exact = [], codePath, allowsEmpty = false, allowsMasked = false } = this.#options;
    if (allowsMasked && `${expected}${actual}`.includes(maskMark)) return;
    if (exact.includes(path) || path === codePath) {
      if (plain(expected) !== plain(actual))
        this.#add(path === codePath ? 'code' : 'value', path, shown(expected), shown(actual));
    } else if (typeof expected === 'string' && !(allowsEmpty && actual === '')) {
      const format = formats.find(([, pattern]) => pattern.test(expected));
      if (format && !format[1].test(String(actual))) this.#add('format', path, format[0], shown(actual));
    } else if (Number.isInteger(expected) && !Number.isInteger(actual))
      this.#add('type', path, 'a whole number', shown(actual));
  }

  #add(kind: Difference['kind'], path: string, expected: string, actual: string): void {
    const { differences } = this;
    if (!differences.some((one) => one.kind === kind && one.path === path))
      differences.push({ kind, path: path === '' ? 'body' : path, expected, actual });
  }
}

/** Manuals print the same text with commas of either width. */
const plain = (value: unknown) => (typeof value === 'string' ? value.normalize('NFKC') : value);

/** All values at a path such as `data.mdfs[].code`. */
export function valuesAt(value: unknown, path: string): readonly unknown[] {
  const [head = '', ...rest] = path.split('.');
  const name = head.replace(/\[\]$/, '');
  const inner = (value as Record<string, unknown> | null | undefined)?.[name];
  const found = head.endsWith('[]') ? (Array.isArray(inner) ? inner : []) : [inner];
  return rest.length === 0 ? found : found.flatMap((one) => valuesAt(one, rest.join('.')));
}
