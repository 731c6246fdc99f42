import * as v from 'valibot';
import { version } from '../version.ts';
import { AuditError } from './audit-error.ts';
import type { Evidence } from './evidence.ts';
import type { ResolvedOptions } from './options.ts';
import type { AuditRun } from './report.ts';
import type { Schedule } from './schedule.ts';

/** Raised when a capsule of the version before cannot be replayed any more. */
const capsuleVersion = 1;

const recordedCall = v.object({
  at: v.number(),
  vendor: v.string(),
  endpoint: v.string(),
  nth: v.number(),
  request: v.string(),
  fields: v.optional(v.unknown()),
  status: v.number(),
  responseSha256: v.optional(v.string()),
});

const effect = v.looseObject({ name: v.string(), group: v.string() });
const call = v.object({ vendor: v.string(), endpoint: v.string(), nth: v.number() });

const capsuleSchema = v.object({
  capsule: v.literal(capsuleVersion),
  mockVendors: v.string(),
  broken: v.array(v.object({ rule: v.string(), message: v.string() })),
  seed: v.string(),
  settings: v.record(v.string(), v.record(v.string(), v.unknown())),
  taskTiming: v.looseObject({ mode: v.string() }),
  retries: v.number(),
  restart: v.picklist(['reader', 'always']),
  clock: v.object({ startedAt: v.number(), speed: v.number() }),
  schedule: v.array(v.object({ call, effect })),
  calls: v.array(recordedCall),
});

export type RecordedCall = v.InferOutput<typeof recordedCall>;

/** Everything that a run needs to happen again, in one file: no secrets, and no bodies. */
export type Capsule = Omit<v.InferOutput<typeof capsuleSchema>, 'schedule' | 'taskTiming'> & {
  readonly schedule: Schedule;
  readonly taskTiming: ResolvedOptions['taskTiming'];
};

export function capsuleOf({ schedule, broken, evidence }: AuditRun, options: ResolvedOptions): Capsule {
  const { seed, settings, taskTiming, retries, restart, speed } = options;
  return {
    capsule: capsuleVersion,
    mockVendors: version(),
    broken: [...broken],
    seed,
    settings: settings as Capsule['settings'],
    taskTiming,
    retries,
    restart,
    clock: { startedAt: evidence.calls[0]?.entry.at ?? 0, speed },
    schedule,
    calls: recordedCalls(evidence),
  };
}

export const recordedCalls = ({ calls }: Evidence): RecordedCall[] =>
  calls.map(({ vendor, endpoint, nth, entry, responseSha256 }) => ({
    at: entry.at,
    vendor,
    endpoint,
    nth,
    request: `${entry.method} ${entry.url}`,
    ...(entry.fields && { fields: entry.fields }),
    status: entry.status,
    ...(responseSha256 !== undefined && { responseSha256 }),
  }));

/** Refuses what is no capsule, and one of another version. */
export function readCapsule(text: string): Capsule {
  const value = parse(text);
  const found = v.is(v.looseObject({ capsule: v.unknown() }), value) ? value.capsule : undefined;
  if (typeof found === 'number' && found !== capsuleVersion)
    throw new AuditError(
      'capsule',
      `This capsule has version ${found}, and mock-vendors ${version()} reads version ${capsuleVersion}: record it again.`,
    );
  const parsed = v.safeParse(capsuleSchema, value);
  if (!parsed.success)
    throw new AuditError(
      'capsule',
      `The file is not a capsule of an audit, such as audit/3.capsule.json: ${v.getDotPath(parsed.issues[0]) ?? 'its JSON'} is wrong (${parsed.issues[0].message}).`,
    );
  // The world checks effects and taskTiming when it is opened.
  return parsed.output as Capsule;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new AuditError(
      'capsule',
      `The file is not a capsule of an audit, such as audit/3.capsule.json: ${(error as Error).message}.`,
    );
  }
}
