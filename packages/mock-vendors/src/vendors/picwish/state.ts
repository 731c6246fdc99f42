import { named } from '../../engine/mock-vendor.ts';
import type { CallbackEffect } from '../../world/fault.ts';
import { defaults, type PicwishSettings } from './settings.ts';

/** A key of the developer API. */
export interface PicwishKey {
  readonly apiKey: string;
  /** Under which it appears in the journal and the ledger. */
  readonly account: string;
  remaining: number;
  used: number;
  /** Times of the latest calls that were let through, in Unix milliseconds. */
  calls: number[];
}

/** What is needed to draw the pictures of a task, whoever started it. */
export interface PictureTask {
  /** Also the id of the world's task. */
  readonly id: string;
  readonly tool: string;
  /** Account of the key, or user id of the web account. */
  readonly owner: string;
  /** Hash of the source; none for a tool without one, or if it could not be fetched. */
  readonly source: string | undefined;
  /** Hash of a mask. */
  readonly mask: string | undefined;
  readonly parameters: Readonly<Record<string, readonly string[]>>;
  readonly createdAt: number;
  /** State that it ends with, known from the start. */
  readonly failure: number | undefined;
}

/** A task of the developer API. */
export interface PicwishTask extends PictureTask {
  readonly credits: number;
  readonly callbackUrl: string | undefined;
  /** What a fault does to its callback. */
  callbackEffect?: CallbackEffect | undefined;
  refunded: boolean;
  calledBack: boolean;
}

export interface PicwishState {
  readonly keys: Map<string, PicwishKey>;
  readonly tasks: Map<string, PicwishTask>;
}

const initialState = (worldName: string): PicwishState => ({
  keys: new Map(
    [
      { apiKey: named('mock-picwish-key', worldName), account: 'rich', remaining: 500, used: 0 },
      { apiKey: named('mock-picwish-poor-key', worldName), account: 'poor', remaining: 0, used: 500 },
    ].map((key) => [key.apiKey, { ...key, calls: [] }]),
  ),
  tasks: new Map(),
});

/** Where a world keeps what PicWish remembers and how it is set. */
export const stateSlot: {
  name: string;
  defaults: PicwishSettings;
  initialState: (worldName: string) => PicwishState;
} = { name: 'picwish', defaults, initialState };
