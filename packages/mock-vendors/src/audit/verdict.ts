import type { Evidence } from './evidence.ts';
import { rules } from './rules/index.ts';

export interface BrokenRule {
  readonly rule: string;
  readonly message: string;
}

export interface Judging {
  readonly undisturbed: Evidence;
  readonly off: ReadonlyMap<string, string>;
}

/** The rules that a run has broken. What is broken without any fault is reported once, for the undisturbed run. */
export function judge(evidence: Evidence, { undisturbed, off }: Judging): BrokenRule[] {
  return rules.flatMap((rule): BrokenRule[] => {
    if (off.has(rule.name)) return [];
    if (evidence !== undisturbed && rule.broken(undisturbed, undisturbed) !== undefined) return [];
    const message = rule.broken(evidence, undisturbed);
    return message === undefined ? [] : [{ rule: rule.name, message }];
  });
}
