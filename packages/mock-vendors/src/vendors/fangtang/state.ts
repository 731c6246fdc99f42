import { named } from '../../engine/mock-vendor.ts';
import { defaults } from './settings.ts';

export interface Channel {
  readonly third_code: string;
  readonly secret_key: string;
  /** Agreed offline: a credit for each upload, or for the first download of each picture. */
  readonly billing: 'upload' | 'download';
  left: number;
}

/** What was asked for, of either generation. */
export interface FangtangWork {
  /** In the order in which they run. */
  readonly steps: readonly string[];
  readonly type: string;
  readonly rate: number;
  readonly rgb: string | undefined;
  readonly dpi: number | undefined;
}

export interface FangtangPicture {
  /** Also the id of its task. */
  readonly mdf: string;
  readonly third_code: string;
  readonly api: 'v1' | 'v2';
  /** Hash of the original file. */
  readonly source: string;
  readonly extension: string;
  readonly work: FangtangWork;
  readonly uploadedAt: number;
  /** A download URL was given out, and paid for where downloads cost. */
  released: boolean;
  refunded: boolean;
}

export interface FangtangState {
  readonly channels: Map<string, Channel>;
  readonly pictures: Map<string, FangtangPicture>;
}

const initialState = (worldName: string): FangtangState => ({
  channels: new Map(
    [
      { third_code: named('hiliad', worldName), secret_key: 'hiliad', billing: 'upload' as const, left: 98 },
      {
        third_code: named('hili-download', worldName),
        secret_key: 'hiliad',
        billing: 'download' as const,
        left: 98,
      },
    ].map((channel) => [channel.third_code, channel]),
  ),
  pictures: new Map(),
});

/** Where a world keeps what Fangtang remembers and how it is set. */
export const stateSlot = { name: 'fangtang', defaults, initialState };
