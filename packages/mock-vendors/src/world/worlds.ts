import type { MockRequest, MockResponse } from '../engine/exchange.ts';
import { type MockVendor, respond, serves } from '../engine/mock-vendor.ts';
import { noForm, peek } from '../http/form.ts';
import type { Blobs } from './blobs.ts';
import type { AdapterAbility } from './fault.ts';
import { type SavedWorld, World, type WorldOptions } from './world.ts';

/** The main world, which always exists, and others beside it. */
export class Worlds {
  readonly main: World;
  readonly #others = new Map<string, World>();
  readonly #options: WorldOptions;
  readonly #onAdd: ((world: World) => void)[] = [];
  readonly #limits: { readonly adapter: string; readonly cannot: readonly AdapterAbility[] }[] = [];

  constructor(main: World | WorldOptions = {}, blobs?: Blobs) {
    this.main = main instanceof World ? main : new World(main, blobs);
    this.#options = main instanceof World ? {} : main;
  }

  /** Calls back for each world that there is, and for each that comes. */
  each(callback: (world: World) => void): void {
    this.all.forEach(callback);
    this.#onAdd.push(callback);
  }

  get all(): readonly World[] {
    return [this.main, ...this.#others.values()];
  }

  get(name: string): World | undefined {
    return name === this.main.name ? this.main : this.#others.get(name);
  }

  /** A new world, made like the main one but for what `options` says. Its credentials and ids are its own. */
  create(name: string, options: WorldOptions = {}): World {
    const seed = `${this.#options.seed ?? 'mock'}:${name}`;
    return this.#add(
      name,
      new World(
        { ...this.#options, network: this.main.network, clock: undefined, seed, ...options, name },
        this.main.blobs,
      ),
    );
  }

  /** A world that begins as another one is now. It has the same credentials, so it is reached by its address. */
  fork(name: string, original: World = this.main): World {
    return this.#add(name, original.fork(name));
  }

  /** A world that was saved, as it was when it was new. */
  reopen({ name, seed, fresh }: SavedWorld): World {
    const world = this.create(name, { seed });
    world.restore(fresh);
    world.setBaseline();
    return world;
  }

  delete(name: string): boolean {
    return this.#others.delete(name);
  }

  /** The world that a request names in its address, `/worlds/<name>/…`, and the request without that. */
  named(request: MockRequest): { world: World | undefined; request: MockRequest } {
    const [, name = '', rest = ''] = /^\/worlds\/([\w-]+)(\/.*)?$/.exec(request.url) ?? [];
    const world = this.get(name);
    return {
      world,
      request: world ? under(request, { prefix: `/worlds/${name}`, url: rest || '/' }) : request,
    };
  }

  /** The world whose credentials a request shows, or whose things it names; else the main one. */
  async owner(mock: MockVendor, request: MockRequest): Promise<{ world: World; request: MockRequest }> {
    const { owns, readsBody } = mock;
    if (this.#others.size === 0 || !owns) return { world: this.main, request };
    const { form, again } = readsBody ? await peek(request) : { form: noForm, again: request };
    return { world: this.all.find((world) => owns(world, again, form)) ?? this.main, request: again };
  }

  /** For adapters, which serve all worlds: refuses faults that they cannot do, see `Faults.limitTo`. */
  limitTo(adapter: string, cannot: readonly AdapterAbility[]): void {
    for (const world of this.all) world.faults.limitTo(adapter, cannot);
    this.#limits.push({ adapter, cannot });
  }

  #add(name: string, world: World): World {
    if (!/^[a-z0-9][a-z0-9-]{0,30}$/.test(name))
      throw new Error(
        `a world's name has 1 to 31 lowercase letters, digits and dashes, not ${JSON.stringify(name.slice(0, 40))}`,
      );
    if (this.get(name))
      throw new Error(`there is a world ${name} already: delete it first, or choose another name`);
    for (const { adapter, cannot } of this.#limits) world.faults.limitTo(adapter, cannot);
    this.#others.set(name, world);
    for (const callback of this.#onAdd) callback(world);
    return world;
  }
}

/** The way in for adapters. Where several vendors share an origin, the first answers what none of them knows. */
export async function respondIn(
  worlds: Worlds,
  mocks: readonly MockVendor[],
  sent: MockRequest,
): Promise<MockResponse> {
  const { world, request } = worlds.named(sent);
  const [first] = mocks as readonly [MockVendor, ...MockVendor[]];
  const mock = mocks.length === 1 ? first : (mocks.find((one) => serves(one, request)) ?? first);
  const entered = world ? { world, request } : await worlds.owner(mock, request);
  return respond(entered.world, mock, entered.request);
}

/** URLs in answers must lead back to the same world. */
function under(request: MockRequest, { prefix, url }: { prefix: string; url: string }): MockRequest {
  const origins = Object.entries(request.origins).map(([vendor, origin]) => [vendor, origin + prefix]);
  return { ...request, url, origins: Object.fromEntries(origins) };
}
