import type { GenericSchema, InferInput, InferOutput } from 'valibot';
import type { DocumentedError, ErrorKind } from './errors.ts';
import type { ByteStream, HttpRequest } from './http.ts';
import type { Rate } from './limit.ts';

/** Everything known about one endpoint. The client, the mock, the contract tests and the docs all read this. */
export interface Endpoint<
  Request extends GenericSchema = GenericSchema,
  Response extends GenericSchema = GenericSchema,
> {
  readonly summary: string;
  readonly method: HttpRequest['method'];
  /** `:name` segments are filled from the input; the rest of the input goes where `encoding` says. */
  readonly path: `/${string}`;
  readonly auth: boolean;
  readonly encoding: 'query' | 'json' | 'multipart' | 'bytes';
  /** Where the vendor has it, if not at its base URL. A base URL outside the vendor's domain is kept: it is a mock or a proxy. */
  readonly baseUrl?: string;
  /** In the query string of every call, beside the input. */
  readonly query?: Readonly<Record<string, string>>;
  /** Input for which the vendor answers with the file itself instead of its envelope. */
  readonly fileWhen?: Readonly<Record<string, unknown>>;
  /**
   * `each`: every accepted call costs credits, so it is never sent twice.
   * `once`: only the first call for the same thing costs, so it may be repeated.
   */
  readonly charges?: 'each' | 'once';
  /** How long to wait for an answer, instead of a minute. */
  readonly timeoutMs?: number;
  /** A second call does harm although it is free: it sends another SMS, or finds its code used up. */
  readonly repeatable?: false;
  /** Strict, so that a typo is never sent. */
  readonly request: Request;
  /** Loose, with the fields in use only: vendors add fields. */
  readonly response: Response;
  readonly errors: readonly DocumentedError[];
}

/** A vendor's response, read as text and parsed if it is JSON, regardless of its content type. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly json: unknown;
  /** The file, where one was requested and received. */
  readonly file?: ByteStream | undefined;
}

/** The payload inside the vendor's envelope, or the failure that the vendor reports. */
export type Unwrapped =
  | { readonly data: unknown }
  | {
      readonly code?: number | string | undefined;
      readonly message?: string | undefined;
      /** Kind and hint of an undocumented failure of this vendor. */
      readonly otherwise?: { readonly kind: ErrorKind; readonly hint: string } | undefined;
    };

/** How a stored file is told from what stands in its place. Names of headers, in lower case. */
export interface StoredFiles {
  /** In each response of the storage itself. */
  readonly mark: string;
  /** CRC-64/XZ of the file, decimal. */
  readonly crc64: string;
}

export interface Vendor {
  readonly name: string;
  readonly displayName: string;
  readonly baseUrl: string;
  /** More calls than this are refused. */
  readonly rate?: Rate;
  /** It keeps the user's own files: a file may be of any kind and may be empty, and reading it is free. */
  readonly storesFiles?: StoredFiles;
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly errors: Readonly<Record<string, DocumentedError>>;
  readonly endpoints: Readonly<Record<string, Endpoint>>;
  /** Matches this vendor's tokens, to remove them from error messages. */
  readonly tokenPattern?: RegExp;
  /** Called for each attempt, since tokens may hold the time. `nowMs` is Unix time in milliseconds. */
  authenticate(request: HttpRequest, credentials: never, nowMs: number): HttpRequest;
  unwrap(answer: Answer): Unwrapped;
}

/** Returns its argument, with the types of its schemas inferred. */
export const endpoint = <const E extends Endpoint>(definition: E): E => definition;

/** Returns its argument, with the types of endpoints and credentials inferred. */
export const vendor = <const V extends Vendor>(definition: V): V => definition;

export type Input<E extends Endpoint> = InferInput<E['request']>;
export type Output<E extends Endpoint> = InferOutput<E['response']>;
export type Credentials<V extends Vendor> = Parameters<V['authenticate']>[1];
