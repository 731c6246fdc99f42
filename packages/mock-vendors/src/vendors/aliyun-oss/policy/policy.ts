import * as v from 'valibot';

const texts = v.union([v.string(), v.array(v.string())]);
const conditionValues = v.union([texts, v.boolean(), v.number()]);

const statementSchema = v.object({
  Sid: v.optional(v.string()),
  Effect: v.picklist(['Allow', 'Deny']),
  Action: v.optional(texts),
  NotAction: v.optional(texts),
  Resource: v.optional(texts),
  NotResource: v.optional(texts),
  Principal: v.optional(v.union([texts, v.record(v.string(), texts)])),
  NotPrincipal: v.optional(v.union([texts, v.record(v.string(), texts)])),
  Condition: v.optional(v.record(v.string(), v.record(v.string(), conditionValues))),
});

const policySchema = v.object({
  Version: v.optional(v.literal('1')),
  Statement: v.union([v.array(statementSchema), statementSchema]),
});

export type PolicyStatement = v.InferOutput<typeof statementSchema>;

export interface Policy {
  readonly statements: readonly PolicyStatement[];
}

/** Undefined if the text is not a policy. */
export function parsePolicy(text: string): Policy | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { success, output } = v.safeParse(policySchema, json);
  if (!success) return undefined;
  const statements = [output.Statement].flat();
  const isComplete = ({ Action, NotAction, Resource, NotResource }: PolicyStatement) =>
    (Action === undefined) !== (NotAction === undefined) &&
    (Resource === undefined) !== (NotResource === undefined);
  return statements.every(isComplete) ? { statements } : undefined;
}

/** True if it allows everybody something. */
export const isPublic = ({ statements }: Policy): boolean =>
  statements.some(
    ({ Effect, Principal, Condition }) =>
      Effect === 'Allow' && !Condition && [Principal].flat().includes('*'),
  );

/** A policy that allows everything below some resources. */
export const allowing = (resources: readonly string[]): Policy => ({
  statements: [{ Effect: 'Allow', Action: 'oss:*', Resource: [...resources] }],
});
