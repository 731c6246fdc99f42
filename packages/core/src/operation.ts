import type { GenericSchema, InferInput, InferOutput } from 'valibot';
import type { Client } from './client.ts';
import type { Cost } from './cost.ts';
import type { Scheme } from './credentials.ts';
import type { Wait } from './poll.ts';
import type { Vendor } from './vendor.ts';

/**
 * What a user wants done, as data. Nodes, HTTP paths, commands, OpenAPI, help and price lists are derived from it.
 *
 * `start` does everything that costs, and its `Ids` are plain JSON that is kept as soon as it is there. `finish` is free and
 * repeatable.
 */
export interface Operation<
  V extends Vendor = Vendor,
  Input extends GenericSchema = GenericSchema,
  Ids extends object = object,
  Output extends GenericSchema = GenericSchema,
> {
  /** In kebab case; unique within `catalog`. */
  readonly name: string;
  readonly vendor: V;
  /** One line, as an imperative sentence without a full stop. */
  readonly summary: string;
  /** Any one of them is enough. Empty for an operation that needs no credentials. */
  readonly credentials: readonly Scheme[];
  /** A strict object; each field has a description. */
  readonly input: Input;
  readonly output: Output;
  readonly cost: Cost;
  /** How long the vendor keeps the result, from the payment. Undefined where the vendor does not say. */
  readonly keptForMs?: number;
  /** How to wait for the result. */
  readonly wait?: Wait;
  /** The operation that takes `Ids` as its input, as they are, and does `finish`. */
  readonly resumedBy?: string;
  start(client: Client<V>, input: InferInput<Input>): Promise<Ids>;
  finish(client: Client<V>, ids: Ids, wait?: Wait): Promise<InferOutput<Output>>;
}

/** Any operation, without its type parameters. */
export type AnyOperation = Operation<never, GenericSchema, never, GenericSchema>;

/** Checks the definition's types against each other. */
export const operation = <
  const V extends Vendor,
  const Input extends GenericSchema,
  Ids extends object,
  const Output extends GenericSchema,
>(
  definition: Operation<V, Input, Ids, Output>,
): Operation<V, Input, Ids, Output> => definition;

/** An operation that costs nothing and may be repeated, so that there is nothing to start. */
export const freeOperation = <
  const V extends Vendor,
  const Input extends GenericSchema,
  const Output extends GenericSchema,
>({
  read,
  ...definition
}: Omit<Operation<V, Input, object, Output>, 'cost' | 'start' | 'finish'> & {
  read(client: Client<V>, input: InferInput<Input>, wait?: Wait): Promise<InferOutput<Output>>;
}): Operation<V, Input, InferInput<Input> & object, Output> => ({
  ...definition,
  cost: 'free',
  start: async (_client, input) => input as InferInput<Input> & object,
  finish: read,
});

/** Starts and finishes an operation without keeping anything. To pay once, hand both to `payOnce`. */
export async function run<
  V extends Vendor,
  Input extends GenericSchema,
  Ids extends object,
  Output extends GenericSchema,
>(
  { start, finish, wait: defaultWait }: Operation<V, Input, Ids, Output>,
  client: Client<V>,
  input: InferInput<Input>,
  wait = defaultWait,
): Promise<InferOutput<Output>> {
  return finish(client, await start(client, input), wait);
}
