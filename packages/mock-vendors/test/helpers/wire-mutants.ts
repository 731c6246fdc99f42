import { createHash } from 'node:crypto';
import type { RecordedExchange } from '../../src/record/recorded.ts';
import type { Mutate } from './contract-fetch.ts';

/** One change of a vendor's responses. */
export interface WireMutant {
  readonly name: string;
  readonly mutate: Mutate;
  /** Endpoint and path of the field, unless the whole response is changed. */
  readonly field?: string;
}

type Json = { [name: string]: unknown };
type Edit = (holder: Json, key: string) => void;

/** What can happen to a field. */
const edits: Readonly<Record<string, (value: unknown) => Edit | undefined>> = {
  missing: () => (holder, key) => delete holder[key],
  renamed: () => (holder, key) => {
    holder[`${key}_`] = holder[key];
    delete holder[key];
  },
  'of another type': (value) => (holder, key) => {
    holder[key] = typeof value === 'string' ? { value } : typeof value === 'number' ? String(value) : 7;
  },
  'in another format': (value) =>
    typeof value === 'string' && /^http|^[0-9a-f-]{32,36}$|^\d{4}-\d\d-\d\d /.test(value)
      ? (holder, key) => {
          holder[key] = String(value)
            .replace(/^https?:\/\/[^/]+/, '')
            .replace(/^[0-9a-f]{4}/, 'ID-')
            .replace(' ', 'T');
        }
      : undefined,
};

interface Place {
  readonly endpoint: string;
  readonly path: string;
  readonly isFailure: boolean;
  readonly keys: readonly string[];
  readonly value: unknown;
}

/** Every field in the responses of a recording, once for each endpoint and outcome. */
function placesIn(exchanges: readonly RecordedExchange[]): Place[] {
  const places = new Map<string, Place>();
  for (const { endpoint, request, response } of exchanges) {
    const json = response.json as Json;
    const isFailure = json.data === undefined;
    for (const { keys, value } of leavesOf(json)) {
      const name = `${endpoint} ${isFailure ? 'failure' : 'success'} ${keys.join('.')}`;
      const path = request.url.split('?', 1)[0]?.replace(/[0-9a-f-]{32,36}$/, '') ?? '';
      if (!places.has(name)) places.set(name, { endpoint, path, isFailure, keys, value });
    }
  }
  return [...places.values()];
}

function leavesOf(
  json: unknown,
  keys: readonly string[] = [],
): { keys: readonly string[]; value: unknown }[] {
  if (typeof json !== 'object' || json === null)
    return keys.length > 0 && json !== null ? [{ keys, value: json }] : [];
  const own = keys.length > 0 && !Array.isArray(json) ? [{ keys, value: json }] : [];
  const [first] = Array.isArray(json) ? [['0', json[0]]] : [];
  const entries = first ? [first as [string, unknown]] : Object.entries(json);
  return [...own, ...entries.flatMap(([key, value]) => leavesOf(value, [...keys, key]))];
}

function fieldMutants(places: readonly Place[]): WireMutant[] {
  return places.flatMap(({ endpoint, path, isFailure, keys, value }) =>
    Object.entries(edits).flatMap(([what, make]): WireMutant[] => {
      const edit = make(value);
      const last = keys.at(-1) ?? '';
      if (!edit || last === '0') return [];
      const name = `${endpoint}: ${keys.join('.')} of a ${isFailure ? 'failure' : 'success'} is ${what}`;
      const mutate: Mutate = (response, request) => {
        if (!request.path.startsWith(path) || request.path.length > path.length + 36) return;
        const json = JSON.parse(response.body) as Json;
        if ((json.data === undefined) !== isFailure) return;
        const holder = keys.slice(0, -1).reduce((at: unknown, key) => (at as Json | undefined)?.[key], json);
        if (typeof holder !== 'object' || holder === null || !(last in holder)) return;
        edit(holder as Json, last);
        response.body = JSON.stringify(json);
      };
      return [{ name, mutate, field: `${endpoint} ${keys.join('.').replaceAll('.0', '[]')}` }];
    }),
  );
}

const whole: Readonly<Record<string, (code: string) => Mutate>> = {
  'another HTTP status': () => (response) => {
    response.status = response.status === 200 ? 201 : 200;
  },
  'another content type': () => (response) => {
    response.headers['content-type'] = 'text/html';
  },
  'another number for success or failure': (code) => (response) => {
    const json = JSON.parse(response.body) as Json;
    if (typeof json[code] === 'number') json[code] = Number(json[code]) + 3;
    response.body = JSON.stringify(json);
  },
  'another envelope': () => (response) => {
    const { data, ...rest } = JSON.parse(response.body) as Json;
    response.body = JSON.stringify({ ...rest, result: data });
  },
  'one more field': () => (response) => {
    const json = JSON.parse(response.body) as Json;
    response.body = JSON.stringify({ ...json, trace: 'x' });
  },
};

function wholeMutants(places: readonly Place[], codes: readonly string[]): WireMutant[] {
  const paths = new Map(places.map(({ endpoint, path }) => [endpoint, path]));
  return [...paths].flatMap(([endpoint, path]) =>
    Object.entries(whole).flatMap(([what, make]) =>
      (what.includes('number') ? codes : ['']).map((code): WireMutant => {
        const change = make(code);
        return {
          name: `${endpoint} has ${what}${code && ` (${code})`}`,
          mutate: (response, request) => {
            if (request.path.startsWith(path) && request.path.length <= path.length + 36)
              change(response, request);
          },
        };
      }),
    ),
  );
}

/** All changes of one thing each, in an order that a seed decides. */
export function wireMutants(exchanges: readonly RecordedExchange[], codes: readonly string[]): WireMutant[] {
  const places = placesIn(exchanges);
  const rank = ({ name }: WireMutant) => createHash('sha256').update(name).digest('hex');
  return [...fieldMutants(places), ...wholeMutants(places, codes)].sort((a, b) =>
    rank(a) < rank(b) ? -1 : 1,
  );
}
