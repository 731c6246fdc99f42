/**
 * What the manuals leave open. The numbers in brackets are those of the list of ambiguities in docs/vendors/fangtang.md;
 * each default is what the vendor most likely does, and an inference unless the docs say otherwise.
 */
export interface FangtangSettings {
  /** How long a token lives. The manual says two minutes. */
  readonly tokenWindowS: number;
  /** How far a token's time may lie in the future. */
  readonly futureWindowS: number;
  /** Accept a digest in upper case. */
  readonly lenientToken: boolean;
  /** Whether `company/nums` checks the digest; without it, an unknown channel is answered with 9002. */
  readonly checkTokenOnNums: boolean;
  /** Refuse `cartoon`: the wire value is `cortoon` [2]. */
  readonly strictTypes: boolean;
  /** Allow only the three colors that the v2 manual lists [5]. */
  readonly strictColors: boolean;
  /** Know `rgb=2` and `seq=colourbeta`, seen in use but not documented [20]. */
  readonly extensions: boolean;
  /** Fold the separators that the v1 manual garbles (`；` and `;`) to commas [1.4]. */
  readonly foldSeparators: boolean;
  /** Re-processing answers with a new id [8]. */
  readonly newIdOnReprocess: boolean;
  /** One unknown id makes the whole status call fail [11]. */
  readonly strictStatus: boolean;
  /** What v1 does with a failed task, for which it has no state: errno 9009, or 100 for ever [13]. */
  readonly v1Failure: 'error' | 'stuck';
  /** errno of a download before the task is done [15]. */
  readonly downloadTooEarly: 9002 | 500;
  /** Give the credit back when a task fails after a good upload. */
  readonly refundOnTaskFailure: boolean;
  /** How long originals (from upload) and results (from completion) are kept. The manual says one hour. */
  readonly retentionS: number;
  /** A longer file is refused with 9009 [23]. */
  readonly maxFileBytes: number;
}

export const defaults: FangtangSettings = {
  tokenWindowS: 120,
  futureWindowS: 120,
  lenientToken: false,
  checkTokenOnNums: true,
  strictTypes: true,
  strictColors: false,
  extensions: false,
  foldSeparators: false,
  newIdOnReprocess: true,
  strictStatus: false,
  v1Failure: 'error',
  downloadTooEarly: 9002,
  refundOnTaskFailure: false,
  retentionS: 3600,
  maxFileBytes: 20 * 1024 * 1024,
};
