import type { GenericSchema, InferOutput } from 'valibot';
import type { AdapterContext } from '../adapters/fastify.ts';
import type { MockVendor } from '../engine/mock-vendor.ts';
import type { World, WorldSnapshot } from '../world/world.ts';
import type { Metrics } from './metrics.ts';

/** What is controlled. The origins are filled in as the vendors' ports are known. */
export interface ControlledMocks extends AdapterContext {
  readonly vendors: readonly MockVendor[];
}

/** What control remembers beside the worlds. */
export interface ControlContext extends ControlledMocks {
  readonly metrics: Metrics;
  readonly snapshotsOf: (world: World) => Map<string, WorldSnapshot>;
}

interface ControlCall<Query = unknown, Body = unknown> {
  readonly context: ControlContext;
  /** The one that the query names, or the main one. */
  readonly world: World;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Query;
  readonly body: Body;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** One method and path of the control API. The server, the checks and the OpenAPI document all come from it. */
export interface ControlRoute {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** `:name` matches one segment. */
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  /** It is about no world, or names it in its path. */
  readonly worldless?: boolean;
  /** Can be asked without a token. */
  readonly open?: boolean;
  readonly query?: GenericSchema;
  readonly body?: GenericSchema;
  /** Instead of `body`, where it is checked by `run`. */
  readonly documented?: GenericSchema;
  readonly example?: unknown;
  readonly status?: number;
  /** Content type of the answer, if it is not JSON. */
  readonly type?: string;
  readonly run: (call: ControlCall) => unknown;
}

interface Declared<Query extends GenericSchema, Body extends GenericSchema>
  extends Omit<ControlRoute, 'query' | 'body' | 'run'> {
  readonly query?: Query;
  readonly body?: Body;
  readonly run: (call: ControlCall<InferOutput<Query>, InferOutput<Body>>) => unknown;
}

/** Keeps the types of what was checked for `run`. */
export const route = <Query extends GenericSchema, Body extends GenericSchema>(
  declared: Declared<Query, Body>,
): ControlRoute => declared as ControlRoute;
