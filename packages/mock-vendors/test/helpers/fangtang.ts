import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { manualClock, mockVendors, respond, World, type WorldOptions } from '@api-repack/mock-vendors';
import { stateSlot } from '../../src/vendors/fangtang/state.ts';

type Value = string | Blob;
type Fields = Readonly<Record<string, Value | readonly Value[] | undefined>>;

interface Ask {
  readonly encoding?: 'multipart' | 'urlencoded';
  readonly secret?: string;
  /** How old the token is, in seconds. */
  readonly age?: number;
  /** Instead of a token of one's own. */
  readonly token?: string;
}

export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The JSON that came back, or the bytes of a file. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of many shapes
  readonly body: any;
}

const origin = 'http://fangtang.test';
const mock = mockVendors.find(({ name }) => name === 'fangtang') ?? raise('there is no mock of Fangtang');

/** The manual's rule, written down once more and not taken from core. */
export const tokenOf = (secret: string, time: number | string): string =>
  `${createHash('md5').update(`${secret}${time}`).digest('hex')},${time}`;

/** Fangtang in a world of its own, asked with plain forms, as the manual describes them. */
export function fangtang(options: Omit<WorldOptions, 'clock' | 'settings'> = {}, settings: object = {}) {
  const clock = manualClock();
  const world = new World({
    clock,
    taskTiming: { mode: 'timed', minMs: 10_000, maxMs: 10_000 },
    settings: { fangtang: settings },
    ...options,
  });

  const send = async (request: Request): Promise<Answered> => {
    const { pathname, search } = new URL(request.url);
    const response = await respond(world, mock, {
      method: request.method,
      url: pathname + search,
      headers: Object.fromEntries(request.headers),
      body: request.body ?? Readable.from([]),
      origins: { fangtang: origin },
    });
    const { body } = response;
    const isJson = response.headers['content-type']?.includes('json');
    return { ...response, body: isJson ? JSON.parse(body as string) : body };
  };

  const ask = (path: string, fields: Fields, { secret = 'hiliad', age = 0, ...how }: Ask = {}) => {
    const { token = tokenOf(secret, Math.floor(clock.now() / 1000) - age), encoding } = how;
    const body = formOf({ third_code: 'hiliad', ...fields }, encoding);
    return send(new Request(`${origin}/api/third/${path}`, { method: 'POST', headers: { token }, body }));
  };

  const setCredits = (third_code: string, left: number) =>
    Object.assign(world.stateOf(stateSlot).channels.get(third_code) ?? {}, { left });

  return { world, clock, ask, send, setCredits, get: (url: string) => send(new Request(url)) };
}

export type Fangtang = ReturnType<typeof fangtang>;

function formOf(fields: Fields, encoding: Ask['encoding'] = 'multipart'): FormData | URLSearchParams {
  const form = encoding === 'multipart' ? new FormData() : new URLSearchParams();
  for (const [name, values] of Object.entries(fields))
    for (const value of [values ?? []].flat()) form.append(name, value as string);
  return form;
}

function raise(message: string): never {
  throw new Error(message);
}
