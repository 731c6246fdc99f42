import { isVendorError } from '@api-repack/core';
import { parsed, type Seen } from './compare.ts';
import type { Made } from './contract.ts';
import { ContractError } from './contract-error.ts';
import type { ResolvedContract } from './options.ts';
import type { Session } from './session.ts';

/**
 * Calls once, at no charge. What makes every case fail is reported once, with what to do.
 *
 * @throws ContractError
 */
export async function probe(session: Session, options: ResolvedContract, made: Made): Promise<void> {
  const { contract, target } = options;
  const input = contract.cases.find(({ endpoint }) => endpoint === contract.probe)?.input?.(made) ?? {};
  const { seen, error, lost } = await session.call(made, async (client) => client[contract.probe]?.(input));
  if (lost) throw unanswered(lost, target);
  if (seen) judge(seen, options);
  const isRefused = isVendorError(error) && error.kind === 'auth';
  const isLogin = contract.probe === 'login' && isVendorError(error) && error.kind === 'refused';
  if (isRefused || isLogin)
    throw new ContractError(
      'credentials',
      `${target} refuses the credentials (${error.reason}): check ${contract.credentialFields.join(', ')}`,
    );
}

const unanswered = ({ timedOut, message }: { timedOut: boolean; message: string }, target: string) =>
  timedOut
    ? new ContractError('too-slow', `${target}: ${message}: raise the limit with --timeout`)
    : new ContractError('unreachable', `${target} cannot be reached (${message}): is it running there?`);

function judge({ status, headers, body }: Seen, { target, contract }: ResolvedContract): void {
  if (status >= 300 && status < 400)
    throw new ContractError(
      'redirected',
      `${target} redirects to ${withoutQuery(headers.location)}: give that as the target if it is the vendor; credentials do not follow redirects`,
    );
  if (parsed(body) === undefined)
    throw new ContractError(
      'not-the-vendor',
      `${target} answers with ${headers['content-type'] ?? 'no content type'} instead of JSON: something other than ${contract.vendor.displayName} may be there`,
    );
}

const withoutQuery = (location = 'nowhere') => location.split('?', 1)[0];
