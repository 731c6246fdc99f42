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
import type { CredentialValues } from './credentials.ts';
import { badInput } from './http-error.ts';

/** What an operation needs besides its input. */
export interface Call {
  /** Credentials of the caller, by field. */
  readonly credentials: CredentialValues;
  /** Connection options for a client of the vendor. */
  to<V extends Vendor>(vendor: V): Omit<Connection<V>, 'vendor'>;
  /** The given wait, shortened to the time left until the deadline. */
  within(wait: Wait): Wait;
  /** Creates a value once for all calls of this caller. */
  remember<Value>(name: string, make: () => Value): Value;
}

/** An operation as data. HTTP paths, command line, OpenAPI and checks are derived from it. */
export interface Operation<Input extends GenericSchema = GenericSchema, Started extends object = object> {
  /** Part of the path and of the command. */
  readonly name: string;
  /** The vendor that processes it. */
  readonly vendor: Vendor;
  readonly summary: string;
  /** One endpoint of the vendor, called as it is. */
  readonly isEndpoint?: true;
  /** Any one of them is enough. Empty for an operation that needs no credentials. */
  readonly credentials: readonly Scheme[];
  readonly input: Input;
  /** A string field `image` is the URL of the finished picture. */
  readonly output: GenericSchema;
  readonly charges: boolean;
  /** Undefined where the vendor publishes no price. */
  readonly cost?: Cost;
  /** How long the vendor keeps the picture, from the payment. */
  readonly keptForMs?: number | undefined;
  /** Does everything that costs, and resolves to the ids of the result. */
  start(call: Call, input: InferInput<Input>): Promise<Started>;
  /** Name of the operation that takes the ids and fetches the result at no charge. */
  readonly resumedBy?: string;
  /** What that operation needs besides the ids. */
  readonly resumeWith?: object;
  /** Fetches the result. Free and repeatable. */
  finish(call: Call, started: Started): Promise<object>;
}

/** The operations of one vendor. PicWish's two APIs are one vendor here. */
export interface Catalogue {
  readonly name: string;
  readonly displayName: string;
  readonly operations: readonly Operation[];
}

/** Each endpoint of a vendor as an operation that makes one request. Uploads to storage have an operation of their own. */
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
      finish: async (_call, answer) => answer,
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

/** An operation takes precedence over an endpoint of the same name. */
export function catalogue({ operations, ...names }: Catalogue): Catalogue {
  const byName = new Map([...operations].reverse().map((one) => [one.name, one]));
  return { ...names, operations: [...byName.values()].reverse() };
}

type Methods = Readonly<Record<string, (input: unknown) => Promise<object>>>;

const callEndpoint = (client: unknown, name: string, input: unknown) =>
  ((client as Methods)[name] as Methods[string])(input);

/** Credits of one call with these parameters; undefined where the vendor publishes no price. */
export const creditsOf = (
  { charges, cost }: Operation,
  settings: Readonly<Record<string, unknown>> = {},
): number | undefined => (charges ? cost && quote(cost, settings) : 0);
