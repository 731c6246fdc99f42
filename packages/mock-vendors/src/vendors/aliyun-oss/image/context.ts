/** What steps may know beside the pixels. */
export interface ImageContext {
  /** How many there may be in one request. */
  readonly maxActions: number;
  /** The content of another object of the bucket, if the caller may read it. */
  read(key: string): Buffer | undefined;
}
