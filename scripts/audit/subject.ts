import type { Host } from '@api-repack/core';
import { nodeHost } from '@api-repack/core/node';
import type { AuditOptions, AuditReport, ScenarioContext } from '@api-repack/mock-vendors/audit';
import sharp from 'sharp';

/** One thing that this repository promises to do right. */
export interface Subject {
  readonly name: string;
  audit(options: AuditOptions): Promise<AuditReport>;
}

/** A second of the worlds is so much less of this machine's. */
export const speed = 60;

/** For clients in this process, which follow the worlds' clocks. */
export const inWorldTime: AuditOptions = {
  speed,
  settings: { picwish: { qps: 0 } },
  timeoutMs: 120_000,
  isQuiet: true,
};

/** The host of a program on Node, in the world's time. */
export function hostIn({ clock }: ScenarioContext): Host {
  const host = nodeHost();
  return {
    ...host,
    now: clock.now,
    sleep: async (ms, signal) => {
      signal?.throwIfAborted();
      await clock.sleep(ms);
      signal?.throwIfAborted();
    },
    send: (request) =>
      host.send({ ...request, timeoutMs: Math.max(5_000, Math.round(request.timeoutMs / speed)) }),
  };
}

/** What stays from one start to the next in a run. */
export function keptIn<Value>({ storage }: ScenarioContext, name: string, make: () => Value): Value {
  const kept = (storage.get(name) as Value | undefined) ?? make();
  storage.set(name, kept);
  return kept;
}

const noise = { mean: 128, sigma: 30, type: 'gaussian' } as const;
const picture = sharp({ create: { width: 24, height: 24, channels: 3, background: '#888', noise } }).png();

export const photo = new File([new Uint8Array(await picture.toBuffer())], 'photo.png', { type: 'image/png' });
