import { named } from '../../engine/mock-vendor.ts';
import type { CallbackEffect } from '../../world/fault.ts';
import { fractionOf } from '../../world/ids.ts';
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

/** An account of the web page. */
interface Account {
  readonly telephone: string;
  readonly password: string;
  readonly userId: string;
}

interface Login {
  readonly userId: string;
  readonly expiresAt: number;
}

/** A file that the web page may store, or has stored. */
interface Upload {
  readonly userId: string;
  readonly filename: string;
}

interface Resource extends Upload {
  readonly id: string;
  readonly bucket: string;
  readonly key: string;
}

export interface PicwishTask {
  /** Also the id of the world's task. */
  readonly id: string;
  readonly tool: string;
  /** Account of the key, or user id of the web page. */
  readonly owner: string;
  /** Hash of the source; none for a tool without one, or if it could not be fetched. */
  readonly source: string | undefined;
  /** Hash of a mask. */
  readonly mask: string | undefined;
  readonly parameters: Readonly<Record<string, readonly string[]>>;
  readonly createdAt: number;
  readonly credits: number;
  /** State that it ends with, known from the start. */
  readonly failure: number | undefined;
  readonly callbackUrl: string | undefined;
  /** What a fault does to its callback. */
  callbackEffect?: CallbackEffect | undefined;
  refunded: boolean;
  calledBack: boolean;
}

export interface PicwishState {
  readonly keys: Map<string, PicwishKey>;
  readonly accounts: Map<string, Account>;
  /** By token. */
  readonly logins: Map<string, Login>;
  /** By object key, until OSS reports the object. */
  readonly uploads: Map<string, Upload>;
  readonly resources: Map<string, Resource>;
  readonly tasks: Map<string, PicwishTask>;
}

/** Eleven digits, as telephone numbers have; those of other worlds are their own. */
export const telephoneOf = (worldName: string): string =>
  worldName === 'main'
    ? '13800138000'
    : `139${String(Math.floor(fractionOf(worldName) * 1e8)).padStart(8, '0')}`;

const initialState = (worldName: string): PicwishState => ({
  keys: new Map(
    [
      { apiKey: named('mock-picwish-key', worldName), account: 'rich', remaining: 500, used: 0 },
      { apiKey: named('mock-picwish-poor-key', worldName), account: 'poor', remaining: 0, used: 500 },
    ].map((key) => [key.apiKey, { ...key, calls: [] }]),
  ),
  accounts: new Map([
    [
      telephoneOf(worldName),
      { telephone: telephoneOf(worldName), password: 'mock-password', userId: '10001' },
    ],
  ]),
  logins: new Map(),
  uploads: new Map(),
  resources: new Map(),
  tasks: new Map(),
});

/** Where a world keeps what PicWish remembers and how it is set; both APIs share it. */
export const stateSlot: {
  name: string;
  defaults: PicwishSettings;
  initialState: (worldName: string) => PicwishState;
} = { name: 'picwish', defaults, initialState };
