import { named } from '../../engine/mock-vendor.ts';
import { fractionOf } from '../../world/ids.ts';
import { defaults } from './settings.ts';

/** An account with credits, identified by a phone number or a uuid. */
export interface Customer {
  readonly id: number;
  readonly phone: string | null;
  readonly unikey: string | null;
  readonly createdAt: number;
  credit: number;
  updatedAt: number;
}

export interface Cutout {
  readonly id: number;
  readonly customerId: number;
  readonly imageUrl: string;
  readonly resultUrl: string;
  readonly createdAt: number;
}

export interface SignIn {
  readonly id: number;
  readonly customerId: number;
  readonly credit: number;
  readonly at: number;
}

export interface LufffState {
  readonly customers: Map<number, Customer>;
  /** By token. */
  readonly tokens: Map<string, { readonly customerId: number; readonly expiresAt: number }>;
  /** By phone number. */
  readonly codes: Map<string, { readonly code: string; readonly sentAt: number }>;
  /** In order of time. */
  readonly cutouts: Cutout[];
  readonly signIns: SignIn[];
}

const demo = {
  phone: '13800138000',
  vcode: '1234',
  customer_id: 100001,
  token: '5d0c7a7e-6b1f-4c53-9a0e-2f8b4d61c3e9',
  uuid: 'demo-device-0001',
};

/** Made for users. The first code and the token work without asking for them, and for ever. */
export function demoOf(worldName: string): typeof demo {
  if (worldName === 'main') return demo;
  const digits = String(Math.floor(fractionOf(worldName) * 1e8)).padStart(8, '0');
  const token = demo.token.slice(0, -8) + digits;
  return { ...demo, phone: `139${digits}`, token, uuid: named(demo.uuid, worldName) };
}

const initialState = (worldName: string): LufffState => {
  const createdAt = Date.UTC(2026, 0, 1);
  const { customer_id: id, phone, token, vcode } = demoOf(worldName);
  return {
    customers: new Map([[id, { id, phone, unikey: null, createdAt, updatedAt: createdAt, credit: 5 }]]),
    tokens: new Map([[token, { customerId: id, expiresAt: Number.POSITIVE_INFINITY }]]),
    codes: new Map([[phone, { code: vcode, sentAt: Number.POSITIVE_INFINITY }]]),
    cutouts: [],
    signIns: [],
  };
};

/** Where a world keeps what Lufff remembers and how it is set. */
export const stateSlot = { name: 'lufff', defaults, initialState };
