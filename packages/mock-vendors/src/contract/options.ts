import { isPrivate } from '@api-repack/core';
import { unknownWord } from '../engine/did-you-mean.ts';
import { variableName } from '../run/vendor-variables.ts';
import type { VendorContract } from './contract.ts';
import { ContractError } from './contract-error.ts';
import { contracts } from './contracts.ts';

/** How a contract is run. Wrong names and numbers are refused with a `ContractError` of kind `usage`. */
export interface ContractOptions {
  /** `fangtang`, `picwish`, `picwish-web` or `lufff`. */
  readonly vendor: string;
  /** Base URL of a mock, of a stub of your own, or of the vendor. */
  readonly target: string;
  /**
   * By the vendor's names, such as `third_code`.
   * @default the mock's demo credentials, unless `live`
   */
  readonly credentials?: Readonly<Record<string, string>>;
  /**
   * The target is the real vendor: only calls that cost nothing are made, unless `charge` names them.
   * @default false
   */
  readonly live?: boolean;
  /**
   * Endpoints that may cost credits or have another effect, such as sending an SMS. Only with `live`.
   * @default []
   */
  readonly charge?: readonly string[];
  /**
   * The most credits that are spent; needed with `charge`.
   * @default 0
   */
  readonly cap?: number;
  /**
   * Limit for one answer, in milliseconds.
   * @default 10000
   */
  readonly timeoutMs?: number;
  /**
   * How long a task may take, in milliseconds.
   * @default 60000
   */
  readonly taskTimeoutMs?: number;
  /**
   * A public picture for vendors that fetch it themselves.
   * @default a URL for which the mocks have a sample picture; none with `live`
   */
  readonly imageUrl?: string;
  /** Instead of the global `fetch`, for stubs without a port. The target may then be the vendor's own base URL. */
  readonly fetch?: typeof fetch;
  /** Waits so many milliseconds. For stubs whose clock is moved by hand. @default a timer */
  readonly sleep?: (ms: number) => Promise<void>;
  /** Unix time in milliseconds. @default the system's clock */
  readonly now?: () => number;
  /** Makes the stub answer the next call of an endpoint with a documented error that no request causes. */
  readonly provoke?: (failure: { readonly endpoint: string; readonly error: string }) => void | Promise<void>;
}

export type ResolvedContract = Required<Omit<ContractOptions, 'provoke' | 'vendor' | 'imageUrl'>> &
  Pick<ContractOptions, 'provoke' | 'imageUrl'> & { readonly contract: VendorContract };

export function resolveOptions(options: ContractOptions): ResolvedContract {
  const contract = contracts.find(({ contract: { vendor } }) => vendor.name === options.vendor);
  if (!contract) {
    const names = contracts.map(({ contract: { vendor } }) => vendor.name);
    throw usage(`vendor ${options.vendor}: ${unknownWord(options.vendor, names)}`);
  }
  const { live = false, charge = [], cap = 0 } = options;
  checkTarget(options);
  checkCharge(contract.contract, { live, charge, cap });
  return {
    contract: contract.contract,
    target: options.target.replace(/\/+$/, ''),
    credentials: credentialsOf(options, contract),
    live,
    charge,
    cap,
    timeoutMs: positive('timeoutMs', options.timeoutMs ?? 10_000),
    taskTimeoutMs: positive('taskTimeoutMs', options.taskTimeoutMs ?? 60_000),
    fetch: options.fetch ?? fetch,
    sleep: options.sleep ?? ((ms) => new Promise((resolve) => void setTimeout(resolve, ms))),
    now: options.now ?? Date.now,
    ...(options.provoke && { provoke: options.provoke }),
    ...imageOf(options),
  };
}

const usage = (message: string) => new ContractError('usage', message);

/** So that nobody spends credits by a wrong variable. */
function checkTarget({ target, live = false, fetch: ownFetch }: ContractOptions): void {
  const url = URL.parse(target);
  if (!url || !/^https?:$/.test(url.protocol)) throw usage(`target ${target}: must be an http or https URL`);
  if (url.username || url.password) throw usage('target: must not hold a user name or a password');
  if (!live && !ownFetch && !isPrivate(url.hostname))
    throw usage(`target ${url.host} is not on this machine or network: real vendors need --live`);
}

function checkCharge(
  { vendor, cases }: VendorContract,
  { live, charge, cap }: Required<Pick<ContractOptions, 'live' | 'charge' | 'cap'>>,
): void {
  if (charge.length > 0 && !live) throw usage('charge is for real vendors: give --live, or leave it out');
  if (!Number.isInteger(cap) || cap < 0) throw usage(`cap ${cap}: must be a whole number of credits`);
  const names = [...new Set(cases.map(({ endpoint }) => endpoint))];
  const unknown = charge.find((name) => !names.includes(name));
  if (unknown !== undefined)
    throw usage(
      `charge ${unknown}: ${vendor.displayName} has no such endpoint; ${unknownWord(unknown, names)}`,
    );
  const costs = cases.some(({ endpoint, credits = 0 }) => credits > 0 && charge.includes(endpoint));
  if (costs && cap === 0) throw usage('charge needs a limit: give --cap with a number of credits');
}

function credentialsOf(
  { live = false, credentials = {}, vendor }: ContractOptions,
  { contract, demo }: (typeof contracts)[number],
): Readonly<Record<string, string>> {
  const given = live ? credentials : { ...demo, ...credentials };
  const missing = contract.credentialFields.filter((name) => !given[name]);
  const isOptional = vendor === 'lufff';
  if (missing.length > 0 && !isOptional)
    throw usage(
      `${contract.vendor.displayName} needs ${missing.join(' and ')}: give credentials, on the command line by ${missing.map((name) => variableName(vendor, name)).join(' and ')}`,
    );
  return given;
}

function imageOf({ imageUrl, live = false }: ContractOptions): Pick<ContractOptions, 'imageUrl'> {
  if (imageUrl !== undefined) return { imageUrl };
  return live ? {} : { imageUrl: 'https://example.com/contract.jpg' };
}

function positive(name: string, value: number): number {
  if (!(value > 0)) throw usage(`${name} is ${value}: must be above 0`);
  return value;
}
