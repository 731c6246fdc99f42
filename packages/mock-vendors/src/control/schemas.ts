import * as v from 'valibot';
import { unknownWord } from '../engine/did-you-mean.ts';
import { count, fields, number, oneOf, text, texts } from './check.ts';

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

const durationText = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/;

const howLong = 'give milliseconds from 0, or a text such as 90s, 15m, 1h or 2d; up to 36500d';

/** As milliseconds. */
export const duration = v.pipe(
  v.union(
    [
      v.pipe(v.number(), v.minValue(0, howLong), v.finite(howLong)),
      v.pipe(v.string(), v.regex(durationText, howLong)),
    ],
    howLong,
  ),
  v.transform((given): number => {
    if (typeof given === 'number') return given;
    const [, amount, unit = ''] = durationText.exec(given) ?? [];
    return Number(amount) * (unitMs[unit] as number);
  }),
  // So that the clock stays where dates are.
  v.maxValue(36_500 * 86_400_000, howLong),
);

const whichTime = 'give a time such as 2026-01-01T00:00:00Z, or Unix milliseconds';

/** As Unix milliseconds. */
export const moment = v.pipe(
  v.union([v.number(), v.string()], whichTime),
  v.transform((given): number => new Date(given).getTime()),
  v.number(whichTime),
);

export const worldName = v.pipe(
  text,
  v.regex(/^[a-z0-9][a-z0-9-]{0,30}$/, 'give 1 to 31 lowercase letters, digits and dashes'),
);

/** In the vendor's numbers. */
export const code = v.pipe(v.number('give a whole number'), v.integer('give a whole number'));

const states = 'give the states too, in the vendor’s numbers, for example [4, 4, 1]';

/** How tasks move on. */
export const taskTiming = v.variant(
  'mode',
  [
    fields({ mode: v.literal('immediate') }),
    v.pipe(
      fields({
        mode: v.literal('timed'),
        minMs: v.optional(count(), 2_000),
        maxMs: v.optional(count()),
      }),
      v.transform(({ maxMs, ...rest }) => ({ ...rest, maxMs: maxMs ?? Math.max(rest.minMs, 4_000) })),
      v.check(({ minMs, maxMs }) => minMs <= maxMs, 'maxMs is less than minMs'),
    ),
    fields({ mode: v.literal('polls'), polls: v.optional(count(1), 3) }),
    fields({ mode: v.literal('manual') }),
    fields({ mode: v.literal('scripted'), states: v.pipe(v.array(code, states), v.minLength(1, states)) }),
  ],
  ({ input, expected }) =>
    expected === 'Object'
      ? 'give an object with a mode, such as { mode: immediate }'
      : unknownWord(input, ['immediate', 'timed', 'polls', 'manual', 'scripted']),
);

const kinds = ['error', 'response', 'connection', 'delayMs', 'damage', 'task', 'callback', 'result'] as const;

/** What goes only with another one. */
const companions = { when: 'connection', jitterMs: 'delayMs', code: 'task', lateMs: 'callback' } as const;

const effectFields = fields({
  error: v.optional(text),
  response: v.optional(
    fields({ status: count(200, 599), body: v.optional(text, ''), headers: v.optional(texts) }),
  ),
  connection: v.optional(oneOf('reset', 'close', 'hang')),
  when: v.optional(oneOf('before', 'during', 'after')),
  delayMs: v.optional(count()),
  jitterMs: v.optional(count()),
  damage: v.optional(
    v.pipe(
      fields({
        body: v.optional(oneOf('half', 'garbage', 'corrupt')),
        contentType: v.optional(text),
        lengthOff: v.optional(code),
        slowMs: v.optional(count()),
      }),
      v.check((given) => Object.keys(given).length > 0, 'give body, contentType, lengthOff or slowMs'),
    ),
  ),
  task: v.optional(oneOf('failed', 'never')),
  code: v.optional(code),
  callback: v.optional(oneOf('lost', 'late', 'twice')),
  lateMs: v.optional(count()),
  result: v.optional(oneOf('dead')),
});

const effect = v.pipe(
  effectFields,
  v.check(
    (given) => kinds.filter((kind) => given[kind] !== undefined).length === 1,
    `give exactly one of ${kinds.join(', ')}`,
  ),
  v.check(
    (given) => Object.entries(companions).every(([one, other]) => !(one in given) || other in given),
    `${Object.entries(companions)
      .map(([one, other]) => `${one} goes with ${other}`)
      .join(', ')}`,
  ),
);

export const fault = fields({
  vendor: text,
  endpoint: v.optional(text),
  account: v.optional(text),
  fields: v.optional(texts),
  nth: v.optional(count(1)),
  times: v.optional(count(1)),
  until: v.optional(v.union([text, count()], 'give an ISO time, or milliseconds from now')),
  probability: v.optional(number(0, 1)),
  effect,
});

export const accountChange = fields({
  left: v.optional(count()),
  credentials: v.optional(texts),
});

export const settings = v.record(
  v.string(),
  v.record(v.string(), v.unknown(), 'give an object with settings'),
  'give an object with settings by vendor',
);

export const accounts = v.record(
  v.string(),
  v.record(v.string(), accountChange, 'give an object with accounts by name'),
  'give an object with accounts by vendor',
);

/** As in a seed and for a running clock. */
export const clockStart = fields({
  speed: v.optional(number(0)),
  set: v.optional(moment),
});
