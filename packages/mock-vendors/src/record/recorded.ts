/** Description of a file. */
export interface RecordedFile {
  /** Masked but for its extension. */
  readonly name: string;
  readonly size: number;
  readonly sha256: string;
  /** By its first bytes. Undefined if they have no known signature. */
  readonly type?: string;
  /** Whether it is a picture that can be decoded. */
  readonly isPicture: boolean;
}

export interface RecordedRequest {
  readonly method: string;
  /** Path and query, masked. */
  readonly url: string;
  /** Headers with the encoding or credentials; the latter are masked. */
  readonly headers: Readonly<Record<string, string>>;
  readonly json?: unknown;
  /** Of a form, in sending order by name. */
  readonly fields?: Readonly<Record<string, readonly string[]>>;
  readonly files?: Readonly<Record<string, readonly RecordedFile[]>>;
}

/** The body is one of three. */
export interface RecordedResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly text?: string;
  readonly file?: RecordedFile;
}

export const recordingFormat = 'mock-vendors exchange';
export const recordingVersion = 1;

/** One call of a vendor, as a fixture file has it. Secrets are masked. */
export interface RecordedExchange {
  readonly format: typeof recordingFormat;
  readonly version: typeof recordingVersion;
  readonly vendor: string;
  /** Base URL of the vendor that answered. */
  readonly target: string;
  readonly n: number;
  /** Name in core's declaration; `unknown` if it has none. */
  readonly endpoint: string;
  /** Unix milliseconds. */
  readonly at: number;
  readonly tookMs: number;
  readonly request: RecordedRequest;
  readonly response: RecordedResponse;
}
