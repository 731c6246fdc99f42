import { fractionOf } from '../../world/ids.ts';
import type { PictureTask } from '../picwish/state.ts';
import { defaults, type PicwishWebSettings } from './settings.ts';
import type { MockWebToolName } from './tools.ts';

/** An account of the web page. */
interface WebAccount {
  readonly telephone: string;
  readonly password: string;
  readonly userId: string;
}

interface WebLogin {
  readonly userId: string;
  readonly expiresAt: number;
}

/** A file that the web page may store, or has stored. */
interface WebUpload {
  readonly userId: string;
  readonly filename: string;
}

interface WebResource extends WebUpload {
  readonly id: string;
  readonly bucket: string;
  readonly key: string;
}

export interface WebTask extends PictureTask {
  readonly tool: MockWebToolName;
}

export interface PicwishWebState {
  readonly accounts: Map<string, WebAccount>;
  /** By token. */
  readonly logins: Map<string, WebLogin>;
  /** By object key, until OSS reports the object. */
  readonly uploads: Map<string, WebUpload>;
  readonly resources: Map<string, WebResource>;
  readonly tasks: Map<string, WebTask>;
}

/** Eleven digits, as telephone numbers have; those of other worlds are their own. */
export const telephoneOf = (worldName: string): string =>
  worldName === 'main'
    ? '13800138000'
    : `139${String(Math.floor(fractionOf(worldName) * 1e8)).padStart(8, '0')}`;

const initialState = (worldName: string): PicwishWebState => ({
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

/** Where a world keeps what the web API remembers and how it is set. */
export const stateSlot: {
  name: string;
  defaults: PicwishWebSettings;
  initialState: (worldName: string) => PicwishWebState;
} = { name: 'picwish-web', defaults, initialState };
