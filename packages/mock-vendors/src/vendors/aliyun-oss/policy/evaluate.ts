import { type ConditionValues, conditionHolds } from './condition.ts';
import type { Policy, PolicyStatement } from './policy.ts';
import { matches } from './wildcard.ts';

/** What a caller asks for. */
export interface PolicyRequest {
  /** For example `oss:PutObject`. */
  readonly action: string;
  /** For example `acs:oss:*:*:bucket/key`; the region and the account are not compared. */
  readonly resource: string;
  /** The account id or ARN of the caller; `*` is in nobody's name. */
  readonly principal: string;
  /** By the condition's key, in lower case. */
  readonly values: ConditionValues;
}

/** A denial counts more than any permission. */
export function evaluate({ statements }: Policy, request: PolicyRequest): 'allow' | 'deny' | 'none' {
  const effects = statements.filter((statement) => applies(statement, request)).map(({ Effect }) => Effect);
  if (effects.includes('Deny')) return 'deny';
  return effects.includes('Allow') ? 'allow' : 'none';
}

function applies(statement: PolicyStatement, request: PolicyRequest): boolean {
  return (
    isNamed(statement.Action, statement.NotAction, (pattern) => matches(pattern, request.action, 'i')) &&
    isNamed(statement.Resource, statement.NotResource, (pattern) => isResource(pattern, request.resource)) &&
    isNamed(principalsOf(statement.Principal), principalsOf(statement.NotPrincipal), (pattern) =>
      matches(pattern, request.principal),
    ) &&
    Object.entries(statement.Condition ?? {}).every(([operator, keys]) =>
      Object.entries(keys).every(([key, wanted]) =>
        conditionHolds(operator, { key, wanted }, request.values),
      ),
    )
  );
}

type Texts = string | readonly string[] | undefined;

/** True for a statement that has neither list, such as one without principals. */
function isNamed(listed: Texts, unlisted: Texts, isMatch: (pattern: string) => boolean): boolean {
  if (listed !== undefined) return [listed].flat().some(isMatch);
  return unlisted === undefined || ![unlisted].flat().some(isMatch);
}

const principalsOf = (principal: PolicyStatement['Principal']): Texts =>
  principal === undefined || typeof principal === 'string' ? principal : Object.values(principal).flat();

/** A pattern is `*`, or an ARN whose part behind the account names buckets and keys. */
function isResource(pattern: string, resource: string): boolean {
  if (pattern === '*') return true;
  const pathOf = (arn: string) => /^acs:oss:[^:]*:[^:]*:(.*)$/s.exec(arn)?.[1];
  const path = pathOf(resource);
  const wanted = pathOf(pattern);
  return path !== undefined && wanted !== undefined && matches(wanted, path);
}
