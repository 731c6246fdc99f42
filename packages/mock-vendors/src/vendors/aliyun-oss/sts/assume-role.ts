import type { World } from '../../../world/world.ts';
import { grantKeys, type KeyPair, type Permission } from '../keys.ts';
import { parsePolicy } from '../policy/policy.ts';
import { missingParameter, StsFail } from './errors.ts';

type Parameters = ReadonlyMap<string, string>;

const minDurationS = 900;
const maxPolicyLength = 2048;

/** Keys that may do what the policy says, for a while on the world's clock; everything without a policy. */
export function assumeRole(world: World, parameters: Parameters, maxDurationS: number) {
  const { role, account } = roleOf(parameters);
  const session = sessionOf(parameters);
  const policy = policyOf(parameters);
  const expiresAt = world.clock.now() + durationOf(parameters, maxDurationS) * 1000;
  const arn = `acs:ram::${account}:role/${role}/${session}`;
  const keys = grantKeys(world, { ...(policy && { policy }), arn, expiresAt });
  return {
    AssumedRoleUser: { Arn: arn, AssumedRoleId: `${roleIdOf(account)}:${session}` },
    Credentials: {
      SecurityToken: keys.permission.securityToken,
      AccessKeyId: keys.accessKeyId,
      AccessKeySecret: keys.accessKeySecret,
      Expiration: new Date(expiresAt).toISOString().replace(/\.\d+/, ''),
    },
  };
}

function roleOf(parameters: Parameters): { readonly account: string; readonly role: string } {
  const arn = parameters.get('RoleArn');
  if (!arn) throw missingParameter('RoleArn');
  const match = /^acs:ram::(\d+):role\/([\w.-]{1,64})$/i.exec(arn);
  if (!match) throw new StsFail('InvalidParameter.RoleArn', 'The parameter RoleArn is wrongly formed.');
  const [, account = '', role = ''] = match;
  return { account, role };
}

const roleIdOf = (account: string) => `3${account}`;

function sessionOf(parameters: Parameters): string {
  const session = parameters.get('RoleSessionName');
  if (!session) throw missingParameter('RoleSessionName');
  if (!/^[\w.@-]{2,64}$/.test(session))
    throw new StsFail('InvalidParameter.RoleSessionName', 'The parameter RoleSessionName is wrongly formed.');
  return session;
}

function policyOf(parameters: Parameters) {
  const text = parameters.get('Policy');
  if (!text) return undefined;
  if (text.length > maxPolicyLength)
    throw new StsFail('InvalidParameter.PolicySize', 'The size of Policy must be smaller than 2048 bytes.');
  const policy = parsePolicy(text);
  if (!policy)
    throw new StsFail('InvalidParameter.PolicyGrammar', 'The parameter Policy has not passed grammar check.');
  return policy;
}

function durationOf(parameters: Parameters, maxDurationS: number): number {
  const text = parameters.get('DurationSeconds') || String(Math.min(3600, maxDurationS));
  const seconds = Number(text);
  if (!/^\d+$/.test(text) || seconds < minDurationS || seconds > maxDurationS)
    throw new StsFail(
      'InvalidParameter.DurationSeconds',
      `The Min/Max value of DurationSeconds is ${minDurationS}/${maxDurationS} seconds.`,
    );
  return seconds;
}

/** GetCallerIdentity, for clients that only check their keys. */
export function callerIdentity({ permission }: KeyPair) {
  if (permission) return roleIdentity(permission);
  return {
    IdentityType: 'RAMUser',
    AccountId: '1000000000000000',
    Arn: 'acs:ram::1000000000000000:user/mock',
    PrincipalId: userId,
    UserId: userId,
  };
}

const userId = '200000000000000000';

function roleIdentity({ arn }: Permission) {
  const [, account = '', session = ''] = /^acs:ram::(\d+):role\/[^/]*\/(.*)$/.exec(arn) ?? [];
  const roleId = roleIdOf(account);
  return {
    IdentityType: 'AssumedRoleUser',
    AccountId: account,
    Arn: arn,
    PrincipalId: `${roleId}:${session}`,
    RoleId: roleId,
  };
}
