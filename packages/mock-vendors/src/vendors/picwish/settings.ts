/** One scene that a background may have. */
export interface BackgroundTemplate {
  /** For `scene_type`. */
  readonly id: number;
  readonly name: string;
  readonly category: string;
}

/** What the manual of the developer API leaves open. */
export interface PicwishSettings {
  /** Calls that a key may make within a second, or 0 for any number. Documented as 2. */
  readonly qps: number;
  /** Whether reading a task and the balance count as calls. An inference. */
  readonly pollsCount: boolean;
  /** `Retry-After` of a call that was refused as too early. An inference. */
  readonly retryAfterS: number;
  /** HTTP status and code when the credits do not suffice, which nobody documents. */
  readonly noCreditsStatus: number;
  /** Largest `batch_size` of `visual/background`: the price page lists 4 pictures, the page of the endpoint 2. */
  readonly maxBackgroundBatch: 2 | 4;
  /** What the list of background templates holds. Only its address is known, so this is an inference. */
  readonly backgroundTemplates: readonly BackgroundTemplate[];
  /** How long a task and its files are kept. Documented as one hour. */
  readonly retentionS: number;
  /** A longer upload is refused with 413 instead of state -5. The limit is an inference. */
  readonly maxUploadBytes: number;
  /** Hosts beside loopback from which `image_url` is fetched and to which `callback_url` is called. Any other URL shows a sample picture. */
  readonly fetchHosts: readonly string[];
}

export const defaults: PicwishSettings = {
  qps: 2,
  pollsCount: true,
  retryAfterS: 1,
  noCreditsStatus: 402,
  maxBackgroundBatch: 4,
  backgroundTemplates: [
    { id: 101, name: 'White table', category: 'Studio' },
    { id: 105, name: 'Forest floor', category: 'Nature' },
    { id: 108, name: 'Kitchen', category: 'Home' },
  ],
  retentionS: 3600,
  maxUploadBytes: 64 * 2 ** 20,
  fetchHosts: [],
};
