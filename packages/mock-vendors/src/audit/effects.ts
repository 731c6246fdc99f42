import type { MockVendor } from '../engine/mock-vendor.ts';
import type { FaultEffect } from '../world/fault.ts';
import type { ObservedCall } from './evidence.ts';

/** Columns of the table in a terminal. */
export const effectGroups = [
  'error',
  'reset',
  'close',
  'silence',
  '429',
  '5xx',
  'html',
  'empty',
  'cut',
  'garbled',
  'label',
  'task',
  'callback',
  'result',
  'clock',
  'kill',
] as const;

export type EffectGroup = (typeof effectGroups)[number];

/** One kind of trouble at one call. Plain data, so that capsules can hold it. */
export interface AuditEffect {
  readonly name: string;
  readonly group: EffectGroup;
  readonly fault?: FaultEffect;
  /** The fault applies to all calls of the endpoint from this one on. */
  readonly isLasting?: boolean;
  /** After the call, the world's clock moves on by so many milliseconds. */
  readonly jumpMs?: number;
  /** The program is killed when the call has been handled, and started again. */
  readonly kills?: boolean;
}

export const retryAfterS = 2;

const page = '<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>';
const html = { 'content-type': 'text/html' };
const json = { 'content-type': 'application/json' };

const of = (name: string, group: EffectGroup, fault: FaultEffect): AuditEffect => ({ name, group, fault });

const connections = (['reset', 'close'] as const).flatMap((connection) =>
  (['before', 'during', 'after'] as const).map((when) =>
    of(`${connection}-${when}`, connection, { connection, when }),
  ),
);

/** What can happen to any call. */
const anywhere: readonly AuditEffect[] = [
  ...connections,
  of('silence-before', 'silence', { connection: 'hang', when: 'before' }),
  of('silence-after', 'silence', { connection: 'hang', when: 'after' }),
  of('status-429', '429', {
    response: { status: 429, body: '', headers: { 'retry-after': String(retryAfterS) } },
  }),
  of('status-500', '5xx', { response: { status: 500, body: '', headers: {} } }),
  {
    ...of('status-500-lasting', '5xx', { response: { status: 500, body: '', headers: {} } }),
    isLasting: true,
  },
  of('html-502', 'html', { response: { status: 502, body: page, headers: html } }),
  of('html-200', 'html', { response: { status: 200, body: page, headers: html } }),
  of('empty-200', 'empty', { response: { status: 200, body: '', headers: json } }),
  of('braces-200', 'empty', { response: { status: 200, body: '{}', headers: json } }),
  of('body-half', 'cut', { damage: { body: 'half' } }),
  of('body-garbage', 'garbled', { damage: { body: 'garbage' } }),
  of('body-corrupt', 'garbled', { damage: { body: 'corrupt' } }),
];

const tasks = [
  of('task-failed', 'task', { task: 'failed' }),
  of('task-never', 'task', { task: 'never' }),
  of('result-gone', 'result', { result: 'dead' }),
];

const callbacks = (['lost', 'late', 'twice'] as const).map((callback) =>
  of(`callback-${callback}`, 'callback', { callback }),
);

const files = [
  of('file-gone', 'result', {
    response: { status: 404, body: 'Not Found', headers: { 'content-type': 'text/plain' } },
  }),
  of('file-json', 'result', {
    response: { status: 200, body: '{"code":9000,"errno":9002,"msg":"expired"}', headers: json },
  }),
  of('file-empty', 'result', {
    response: { status: 200, body: '', headers: { 'content-type': 'image/png' } },
  }),
];

export const killed: AuditEffect = { name: 'killed', group: 'kill', kills: true };

/** An effect that a call cannot meet, and why. */
export interface Impossible {
  readonly name: string;
  readonly group: EffectGroup;
  readonly reason: string;
}

export interface Possibilities {
  readonly effects: readonly AuditEffect[];
  readonly impossible: readonly Impossible[];
}

export interface EffectsContext {
  readonly vendors: readonly MockVendor[];
  /** Ids of all tasks of the undisturbed run. */
  readonly taskIds: ReadonlySet<string>;
  /** Whether a run can be killed and started again. */
  readonly canKill: boolean;
  /** By name of the jump, for a vendor, in milliseconds. */
  readonly jumps: (vendor: string) => Readonly<Record<string, number>>;
}

/** What can be tried at one call, seen in the undisturbed run. */
export function effectsFor(call: ObservedCall, context: EffectsContext): Possibilities {
  const startsTask = call.entry.created?.some((id) => context.taskIds.has(id)) ?? false;
  const asksForCallback = 'callback_url' in (call.entry.fields ?? {});
  const isFile = /^image\/|octet-stream|pdf|zip/.test(call.entry.contentType ?? '');
  const without = (reason: string, list: readonly AuditEffect[]) =>
    list.map(({ name, group }): Impossible => ({ name, group, reason }));
  return {
    effects: [
      ...errorsOf(call, context.vendors),
      ...anywhere,
      mislabelled(isFile),
      ...(startsTask ? tasks : []),
      ...(asksForCallback ? callbacks : []),
      ...(isFile ? files : []),
      ...jumpsOf(call, context),
      ...(context.canKill ? [killed] : []),
    ],
    impossible: [
      ...(startsTask ? [] : without('the call starts no task', tasks)),
      ...(asksForCallback ? [] : without('the call asks for no callback', callbacks)),
      ...(isFile ? [] : without('the call fetches no file', files)),
      ...(context.canKill ? [] : without('this scenario cannot be killed', [killed])),
    ],
  };
}

const mislabelled = (isFile: boolean) =>
  of('body-mislabelled', 'label', { damage: { contentType: isFile ? 'text/html' : 'text/plain' } });

/** The documented errors of the endpoint; all of the vendor's, where the manual has no list for each endpoint. */
function errorsOf({ vendor, endpoint }: ObservedCall, vendors: readonly MockVendor[]): AuditEffect[] {
  const mock = vendors.find(({ name }) => name === vendor)?.vendor;
  const documented = mock?.endpoints[endpoint];
  if (!mock || !documented) return [];
  const named = Object.entries(mock.errors);
  const own = named.filter(([, error]) => documented.errors.includes(error));
  return (own.length > 0 ? own : named).map(([error]) => of(`error-${error}`, 'error', { error }));
}

const jumpsOf = ({ vendor }: ObservedCall, { jumps }: EffectsContext): AuditEffect[] =>
  Object.entries(jumps(vendor)).map(([name, jumpMs]) => ({ name: `clock-${name}`, group: 'clock', jumpMs }));
