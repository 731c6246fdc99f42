import { validateHeaderName, validateHeaderValue } from 'node:http';

/** Trouble made on purpose: which calls it is for, how often it strikes, and what it does. Plain data. */
export interface Fault {
  readonly vendor: string;
  /** Any endpoint if left out. */
  readonly endpoint?: string;
  /** Whose calls, by the name that the journal has for them. */
  readonly account?: string;
  /** Texts of fields: of the form, the query and the path. One value of a field that has several is enough. */
  readonly fields?: Readonly<Record<string, string>>;
  /** The first call it strikes, of those that fit; the first one if left out. */
  readonly nth?: number;
  /** How often it strikes; if left out, once, or without end where `until` or `probability` is given. */
  readonly times?: number;
  /** When it stops: an ISO time on the world's clock, or milliseconds from now. */
  readonly until?: string | number;
  /** How likely it strikes a call that fits, from 0 to 1. The world's seed decides, so that it is the same each time. */
  readonly probability?: number;
  readonly effect: Effect;
}

/** One of these, told apart by its first field. */
export type Effect =
  | ErrorEffect
  | ReplyEffect
  | ConnectionEffect
  | DelayEffect
  | AnswerEffect
  | TaskEffect
  | CallbackEffect
  | ResultEffect;

/** Name of a documented error of the vendor, which is answered instead of handling the call. */
export interface ErrorEffect {
  readonly error: string;
}

/** Any answer, instead of handling the call. */
export interface ReplyEffect {
  readonly reply: {
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
export interface AnswerEffect {
  readonly answer: {
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

/** What strikes something that a call brings about, and so only calls that do. */
export interface LaterEffects {
  readonly task: TaskEffect;
  readonly callback: CallbackEffect;
  readonly result: ResultEffect;
}

export type Stage = 'call' | keyof LaterEffects;

export const stageOf = (effect: Effect): Stage =>
  (['task', 'callback', 'result'] as const).find((stage) => stage in effect) ?? 'call';

/** What a header in an answer cannot be. */
export function headerProblemOf(effect: Effect): string | undefined {
  const headers = 'reply' in effect ? (effect.reply.headers ?? {}) : {};
  const type = 'answer' in effect ? effect.answer.contentType : undefined;
  const framing = Object.keys(headers).find((name) => /^(content-length|transfer-encoding)$/i.test(name));
  if (framing) return `reply.headers: ${framing} comes by itself: give answer.lengthOff for a wrong one`;
  try {
    for (const [name, value] of Object.entries(headers)) {
      validateHeaderName(name);
      validateHeaderValue(name, value);
    }
    if (type !== undefined) validateHeaderValue('content-type', type);
    return undefined;
  } catch (error) {
    return `${type === undefined ? 'reply.headers' : 'answer.contentType'}: ${(error as Error).message}`;
  }
}

/** What not every door can do. */
export type Ability = 'reset' | 'close' | 'hang' | 'half' | 'length' | 'slow';

/** What a door needs to be able to do for an effect. */
export function abilitiesFor(effect: Effect): Ability[] {
  if ('connection' in effect)
    return effect.when === 'during' ? [effect.connection, 'half'] : [effect.connection];
  if (!('answer' in effect)) return [];
  const { lengthOff, slowMs } = effect.answer;
  return [...(lengthOff ? ['length' as const] : []), ...(slowMs ? ['slow' as const] : [])];
}

export const latenessOf = ({ lateMs = 10_000 }: CallbackEffect): number => lateMs;
