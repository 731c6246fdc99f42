import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AuditOptions, AuditReport, ScenarioContext } from '@api-repack/mock-vendors/audit';
import sharp from 'sharp';
import { speed } from './world-time.ts';

/** One thing that this repository promises to do right. */
export interface Subject {
  readonly name: string;
  audit(options: AuditOptions): Promise<AuditReport>;
}

/** In memory where the system has a folder there: databases wait for the disk at each write. */
const memory = '/dev/shm';

/** For all files of an audit. */
export const root = mkdtempSync(join(existsSync(memory) ? memory : tmpdir(), 'api-repack-audit-'));
process.on('exit', () => rmSync(root, { recursive: true, force: true }));

/** For clients in this process, which follow the worlds' clocks. */
export const inWorldTime: AuditOptions = {
  speed,
  settings: { picwish: { qps: 0 } },
  timeoutMs: 120_000,
  isQuiet: true,
};

/** Rules that cannot hold for an operation. */
export function offFor(name: string): NonNullable<AuditOptions['off']> {
  if (/(^|-| )ocr$/.test(name)) return { 'wrong-result': 'a text has no end that could be checked' };
  return name.startsWith('login') ? { 'secret-told': 'a login is asked for its token' } : {};
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
