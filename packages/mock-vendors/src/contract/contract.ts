import type { Client, DocumentedError, HttpRequest, Vendor } from '@api-repack/core';
import type { CompareOptions } from './compare.ts';
import type { Difference } from './difference.ts';
import type { Example } from './example.ts';

/** What earlier cases got from the vendor, such as an id, by name. */
export type Made = Readonly<Record<string, unknown>>;

export type ContractClient = Client<Vendor> & Readonly<Record<string, (input: unknown) => Promise<unknown>>>;

/** What a vendor's documentation promises, as data. */
export interface VendorContract {
  readonly vendor: Vendor;
  /** A free call that shows whether the vendor is there and accepts the credentials. */
  readonly probe: string;
  /** Names of what `credentials` needs; read from variables such as FANGTANG_THIRD_CODE. */
  readonly credentialFields: readonly string[];
  /** For core, from what was given and what a login gave. */
  credentials(given: Readonly<Record<string, string>>, made: Made): object;
  readonly cases: readonly ContractCase[];
  /** How a request causes a documented error, by the error's name. */
  readonly provocations: Readonly<Record<string, Provocation>>;
  /** Documented errors that no request causes, each with the reason. */
  readonly unprovoked: Readonly<Record<string, string>>;
  /** Ids that no vendor knows, for requests that are to fail. */
  readonly placeholders: Made;
  /** A documented error in the vendor's envelope, if no fixture quotes it for the endpoint. */
  failure(error: DocumentedError): Example;
  /** Of responses with an example. */
  readonly compare: CompareOptions;
  /** Of documented errors. */
  readonly compareFailure: CompareOptions;
}

export interface ContractCase {
  readonly endpoint: string;
  /** What it does, as in `restores a JPEG`. */
  readonly title: string;
  /** What core's client takes. @default no fields */
  readonly input?: (made: Made) => object;
  /** Instead of one call: more of them, whose last response is compared if there is an example. */
  readonly run?: (client: ContractClient, made: Made) => Promise<unknown>;
  /** Names in `made` that earlier cases must have left. */
  readonly needs?: readonly string[];
  readonly example?: Example;
  /** Credits that it takes. */
  readonly credits?: number;
  /** What else it does that a user should know of, such as sending an SMS. */
  readonly effect?: string;
  readonly saves?: (data: unknown, made: Made) => Made;
  /** Polls until these say that the task is done. */
  readonly states?: readonly StateRule[];
  /** Of a task that goes on. */
  readonly runningExample?: Example;
  readonly check?: (data: unknown, made: Made) => readonly Difference[];
  /** Of this example only, beside the vendor's. */
  readonly compare?: CompareOptions;
  /** Made to be refused: the vendor documents no error, and any failure in its envelope will do. */
  readonly change?: ChangeRequest;
}

export type ChangeRequest = (request: HttpRequest, context: ChangeContext) => HttpRequest;

export interface ChangeContext {
  readonly endpoint: string;
  readonly nowMs: number;
}

export type TaskPhaseName = 'running' | 'done' | 'failed';

/** A field of a task's state, and what its documented values mean. */
export interface StateRule {
  readonly path: string;
  readonly phases: Readonly<Record<string, TaskPhaseName>>;
}

export interface Provocation {
  readonly change: ChangeRequest;
  /** @default every endpoint that documents the error */
  readonly endpoints?: readonly string[];
  /** The vendor looks at it before anything else, so that it never charges. @default false */
  readonly isFree?: boolean;
}
