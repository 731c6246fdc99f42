import type { EffectGroup } from '../../src/audit/effects.ts';
import type { AuditOptions, Scenario } from '../../src/audit/index.ts';
import { type Mistake, restore } from './fangtang-client.ts';

/** A client with one mistake, the rule that it breaks, and the trouble that shows it. */
export interface Wrong {
  readonly does: string;
  readonly rule: string;
  readonly client: Scenario;
  readonly effects: readonly EffectGroup[];
  readonly options?: AuditOptions;
}

/** The correct client of Fangtang but for one thing. */
export const wrongly =
  (mistake: Mistake): Scenario =>
  (context) =>
    restore(context, mistake);
