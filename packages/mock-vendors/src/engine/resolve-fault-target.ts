import { noForm, peek } from '../http/form.ts';
import type { FaultTarget } from '../world/faults.ts';
import type { World } from '../world/world.ts';
import type { MockRequest } from './exchange.ts';
import type { FoundRoute } from './finder.ts';
import type { MockVendor } from './mock-vendor.ts';

interface FaultTargetInput {
  readonly request: MockRequest;
  readonly endpoint: string;
  readonly found: FoundRoute | undefined;
}

/** What faults can ask of a call. Bodies are looked into only if one asks for what is in them. */
export async function resolveFaultTarget(
  world: World,
  mock: MockVendor,
  { request, endpoint, found }: FaultTargetInput,
): Promise<{ target: FaultTarget; request: MockRequest }> {
  const target = { vendor: mock.name, endpoint };
  if (!world.faults.looksInside(target)) return { target, request };
  const { form, again } = mock.fieldsOf ? { form: noForm, again: request } : await peek(request);
  const fields = new Map([
    ...texts(addressFields(request, found)),
    ...texts(mock.fieldsOf?.(world, request) ?? {}),
    ...form.fields,
  ]);
  const account = mock.accountOf?.(world, request, form);
  return { target: { ...target, account, fields }, request: again };
}

/** Of the query and the path. */
export function addressFields(
  { url }: MockRequest,
  found: FoundRoute | undefined,
): Readonly<Record<string, string | undefined>> {
  const [, query] = url.split('?');
  return { ...(query && Object.fromEntries(new URLSearchParams(query))), ...found?.params };
}

const texts = (fields: Readonly<Record<string, string | undefined>>) =>
  Object.entries(fields).map(([name, value]): [string, readonly string[]] => [name, [value ?? '']]);
