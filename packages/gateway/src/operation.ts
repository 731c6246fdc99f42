import {
  type Connection,
  type Cost,
  connect,
  type Endpoint,
  kebab,
  quote,
  type Scheme,
  type Vendor,
  type Wait,
} from '@api-repack/core';
import type { GenericSchema, InferInput } from 'valibot';
import type { Fields } from './credentials.ts';
import { badInput } from './http-error.ts';

/** What an operation gets from the program it runs in, besides its input. */
export interface Call {
  /** The caller's, by field. */
  readonly credentials: Fields;
  /** What a client of the vendor needs: host, base URL, the caller's credentials. */
  to<V extends Vendor>(vendor: V): Omit<Connection<V>, 'vendor'>;
  /** The default wait, cut to what is left until the caller's deadline. */
  within(wait: Wait): Wait;
  /** Made once for all calls of this caller. */
  remember<Value>(name: string, make: () => Value): Value;
}

/** What somebody wants done, as data: HTTP paths, command line, OpenAPI page and checks are made from it. */
export interface Operation<Input extends GenericSchema = GenericSchema, Started extends object = object> {
  /** Part of the path and of the command. */
  readonly name: string;
  /** Whose pictures it makes. */
  readonly vendor: Vendor;
  readonly summary: string;
  /** One endpoint of the vendor, called as it is. */
  readonly isEndpoint?: true;
  /** Any one of them will do; none at all for what needs no credentials. */
  readonly credentials: readonly Scheme[];
  readonly input: Input;
  /** A text `image` in it is the URL of the finished picture. */
  readonly output: GenericSchema;
  readonly charges: boolean;
  /** Where the vendor publishes a price for it. */
  readonly cost?: Cost;
  /** How long the vendor keeps the picture, from the payment. */
  readonly keptForMs?: number | undefined;
  /** Everything that costs. What it resolves to is kept, so that nobody pays for the same twice. */
  start(call: Call, input: InferInput<Input>): Promise<Started>;
  /** The operation that takes what has started, and finishes it at no charge. */
  readonly resumedBy?: string;
  /** What that operation needs besides what has started. */
  readonly resumeWith?: object;
  /** The rest, free and repeatable; without it, what has started is also the output. */
  finish?(call: Call, started: Started): Promise<object>;
}

/** One vendor as callers see it; PicWish's two APIs are one. */
export interface Catalogue {
  readonly name: string;
  readonly displayName: string;
  readonly operations: readonly Operation[];
}

/** Each endpoint of a vendor as an operation that does nothing but call it. Files to storage have an operation of their own. */
interface EndpointOptions {
  readonly prefix?: string;
  /** Of an endpoint that charges. */
  readonly resume?: (endpoint: string) => Pick<Operation, 'resumedBy' | 'resumeWith'>;
}

export function endpointOperations(
  vendor: Vendor,
  credentials: readonly Scheme[],
  { prefix = '', resume = () => ({}) }: EndpointOptions = {},
): Operation[] {
  return Object.entries<Endpoint>(vendor.endpoints)
    .filter(([, { encoding }]) => encoding !== 'bytes')
    .map(([name, endpoint]) => ({
      name: prefix + kebab(name),
      vendor,
      summary: endpoint.summary,
      isEndpoint: true,
      credentials: endpoint.auth ? credentials : [],
      input: endpoint.request,
      output: endpoint.response,
      charges: endpoint.charges === 'each',
      ...(endpoint.charges === 'each' && resume(name)),
      start(call, input) {
        refuseFileAnswer(endpoint, input);
        return callEndpoint(connect(vendor, call.to(vendor)), name, input);
      },
    }));
}

function refuseFileAnswer({ fileWhen = {} }: Endpoint, input: unknown): void {
  const [[name, value] = []] = Object.entries(fileWhen);
  if (name !== undefined && (input as Record<string, unknown>)[name] === value)
    throw badInput(
      `${name}: ${value} is not possible here`,
      'Ask the operation of that name for ?result=bytes',
    );
}

/** A catalogue's own operations come first where an endpoint has the same name. */
export function catalogue({ operations, ...names }: Catalogue): Catalogue {
  const byName = new Map([...operations].reverse().map((one) => [one.name, one]));
  return { ...names, operations: [...byName.values()].reverse() };
}

type Methods = Readonly<Record<string, (input: unknown) => Promise<object>>>;

const callEndpoint = (client: unknown, name: string, input: unknown) =>
  ((client as Methods)[name] as Methods[string])(input);

/** Credits of one call with these parameters; undefined where the vendor does not tell. */
export const creditsOf = (
  { cost }: Operation,
  settings: Readonly<Record<string, unknown>> = {},
): number | undefined => cost && quote(cost, settings);
