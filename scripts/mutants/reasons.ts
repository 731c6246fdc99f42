import type { Mutant } from './mutate.ts';
import type { Reasons } from './reason.ts';
import { ossBucket } from './reasons/aliyun-oss-bucket.ts';
import { ossCall } from './reasons/aliyun-oss-call.ts';
import { ossObject } from './reasons/aliyun-oss-object.ts';
import { ossSelect } from './reasons/aliyun-oss-select.ts';
import { fangtang } from './reasons/fangtang.ts';
import { lufff } from './reasons/lufff.ts';
import { picwish } from './reasons/picwish.ts';
import { picwishWeb } from './reasons/picwish-web.ts';

/** Why mutants may survive. */
export const reasons: Reasons = {
  ...fangtang,
  ...lufff,
  ...picwish,
  ...picwishWeb,
  ...ossBucket,
  ...ossObject,
  ...ossSelect,
  ...ossCall,
};

const folder = 'packages/mock-vendors/src/vendors/';

/** The file of a mutant, and what it is called in there. */
export function placeOf({ file, kind, before }: Mutant): readonly [file: string, change: string] {
  return [file.replace(folder, ''), `${kind} ${before.replaceAll(/\s+/g, ' ')}`];
}

/** Why a mutant may survive; undefined if a test is missing. */
export function reasonFor(mutant: Mutant): string | undefined {
  const [file, change] = placeOf(mutant);
  return reasons[file]?.[change];
}

/** Reasons that explain no survivor, in files all of whose mutants were judged. */
export function staleReasons(judged: readonly Mutant[], survivors: readonly Mutant[]): string[] {
  const files = new Set(judged.map((mutant) => placeOf(mutant)[0]));
  const needed = new Set(survivors.map((mutant) => placeOf(mutant).join(': ')));
  return Object.entries(reasons)
    .filter(([file]) => files.has(file))
    .flatMap(([file, changes]) => Object.keys(changes).map((change) => `${file}: ${change}`))
    .filter((place) => !needed.has(place));
}
