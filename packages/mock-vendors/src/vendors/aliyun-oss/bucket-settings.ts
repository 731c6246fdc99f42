export interface BucketSettings {
  /** A V4 signature for another region is refused. */
  readonly region: string;
  /** `public-read` lets anybody read objects, but neither list nor change them. `public-read-write` lets anybody do that too. */
  readonly acl: BucketAcl;
  /** Of objects that are stored without one, and of the bucket itself. `Standard` if left out. */
  readonly storageClass?: string;
  /** `LRS` or `ZRS`; `LRS` if left out. */
  readonly dataRedundancyType?: string;
  /** Unix milliseconds; the beginning of 2020 if left out. */
  readonly createdAt?: number;
}

export type BucketAcl = 'private' | 'public-read' | 'public-read-write';
