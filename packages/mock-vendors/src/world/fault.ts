import { validateHeaderName, validateHeaderValue } from 'node:http';
import { utf8Header } from '../http/header-text.ts';

/** Trouble made on purpose: which calls it is for, how often it is applied, and what it does. Plain data. */
export interface Fault {
  readonly vendor: string;
  /** Any endpoint if left out. */
  readonly endpoint?: string;
  /** Whose calls, by the name that the journal has for them. */
  readonly account?: string;
  /** Texts of fields: of the form, the query and the path. One value of a field that has several is enough. */
  readonly fields?: Readonly<Record<string, string>>;
  /** The first matching call to which it is applied. @default 1. */
  readonly nth?: number;
  /** How often it is applied. @default 1, or without end where `until` or `probability` is given. */
  readonly times?: number;
  /** When it stops: an ISO time on the world's clock, or milliseconds from now. */
  readonly until?: string | number;
  /** How likely it is applied to a matching call, from 0 to 1. The world's seed decides, so that it is the same each time. */
  readonly probability?: number;
  readonly effect: FaultEffect;
}

/** One of these, distinguished by its first field. */
export type FaultEffect =
  | ErrorEffect
  | ResponseEffect
  | ConnectionEffect
  | DelayEffect
  | DamageEffect
  | TaskEffect
  | CallbackEffect
  | ResultEffect;

/** Name of a documented error of the vendor, which is answered instead of handling the call. */
export interface ErrorEffect {
  readonly error: string;
}

/** Any answer, instead of handling the call. */
export interface ResponseEffect {
  readonly response: {
    readonly status: number;
    readonly body: string;
    readonly headers?: Readonly<Record<string, string>>;
  };
}

export interface ConnectionEffect {
  /** RST, FIN, or silence until the client gives up. */
  readonly connection: 'reset' | 'close' | 'hang';
  /**
   * Before the call is handled, which is so if left out; in the middle of the answer's body; or after it was handled, so
   * that it may have charged.
   */
  readonly when?: 'before' | 'during' | 'after';
}

/** The call is handled late: on the world's clock, with up to `jitterMs` more or less. */
export interface DelayEffect {
  readonly delayMs: number;
  readonly jitterMs?: number;
}

/** The call is handled, and its answer damaged. */
export interface DamageEffect {
  readonly damage: {
    /** `half` ends well-formed; `garbage` is nothing of what it should be; `corrupt` begins well, as a damaged picture. */
    readonly body?: 'half' | 'garbage' | 'corrupt';
    readonly contentType?: string;
    /** Bytes promised beside those that come; too few if negative. */
    readonly lengthOff?: number;
    /** How long the body takes, on the world's clock. */
    readonly slowMs?: number;
  };
}

/** The tasks that this call starts fail, with a code of the vendor's if it has several, or never end. */
export interface TaskEffect {
  readonly task: 'failed' | 'never';
  readonly code?: number;
}

/** What becomes of the callbacks that this call asks for. */
export interface CallbackEffect {
  readonly callback: 'lost' | 'late' | 'twice';
  /** How late, on the world's clock; 10 seconds if left out. */
  readonly lateMs?: number;
}

/** What this call makes is gone when somebody fetches it: its URL leads to nothing. */
export interface ResultEffect {
  readonly result: 'dead';
}

/** Faults of something that a call starts: its task, its callback or its result. */
export interface DeferredFaults {
  readonly task: TaskEffect;
  readonly callback: CallbackEffect;
  readonly result: ResultEffect;
}

export type FaultStage = 'call' | keyof DeferredFaults;

export const faultStageOf = (effect: FaultEffect): FaultStage =>
  (['task', 'callback', 'result'] as const).find((stage) => stage in effect) ?? 'call';

/** What a header in an answer cannot be. */
export function headerProblemOf(effect: FaultEffect): string | undefined {
  const headers = 'response' in effect ? (effect.response.headers ?? {}) : {};
  const type = 'damage' in effect ? effect.damage.contentType : undefined;
  const framing = Object.keys(headers).find((name) => /^(content-length|transfer-encoding)$/i.test(name));
  if (framing) return `response.headers: ${framing} comes by itself: give damage.lengthOff for a wrong one`;
  try {
    for (const [name, value] of Object.entries(headers)) {
      validateHeaderName(name);
      validateHeaderValue(name, utf8Header(value));
    }
    if (type !== undefined) validateHeaderValue('content-type', utf8Header(type));
    return undefined;
  } catch (error) {
    return `${type === undefined ? 'response.headers' : 'damage.contentType'}: ${(error as Error).message}`;
  }
}

/** What not every adapter can do. */
export type AdapterAbility = 'reset' | 'close' | 'hang' | 'half' | 'length' | 'slow';

/** What an adapter needs to be able to do for an effect. */
export function abilitiesFor(effect: FaultEffect): AdapterAbility[] {
  if ('connection' in effect)
    return effect.when === 'during' ? [effect.connection, 'half'] : [effect.connection];
  if (!('damage' in effect)) return [];
  const { lengthOff, slowMs } = effect.damage;
  return [...(lengthOff ? ['length' as const] : []), ...(slowMs ? ['slow' as const] : [])];
}

export const latenessOf = ({ lateMs = 10_000 }: CallbackEffect): number => lateMs;
