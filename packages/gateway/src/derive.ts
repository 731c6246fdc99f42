import {
  type AnyOperation,
  type Client,
  connect,
  type FilesOutput,
  type Vendor,
  type Wait,
} from '@api-repack/core';
import { accountSession, picwishWeb } from '@api-repack/core/picwish-web';
import * as v from 'valibot';
import type { Call, Operation } from './operation.ts';

type Entries = Readonly<Record<string, v.GenericSchema>>;

/** Core's operation without its type parameters. */
interface CoreOperation extends Omit<AnyOperation, 'start' | 'finish' | 'vendor' | 'input'> {
  readonly vendor: Vendor;
  readonly input: v.GenericSchema & { readonly entries: Entries; readonly pipe?: readonly unknown[] };
  start(client: Client<Vendor>, input: unknown): Promise<object>;
  finish(client: Client<Vendor>, ids: object, wait?: Wait): Promise<object>;
}

interface Naming {
  /** Instead of core's name. */
  readonly name?: string;
  /** Before core's names, of this operation and of the one that takes its ids. */
  readonly prefix?: string;
}

/** The gateway decides whether a vendor responds directly or by a callback. */
const transport = ['sync', 'callback_url'];

/** An operation of core as the gateway and its command offer it. */
export function derive(
  declared: AnyOperation,
  { prefix = '', name = prefix + declared.name }: Naming = {},
): Operation {
  const core = declared as unknown as CoreOperation;
  const { vendor, summary, credentials, output, cost, keptForMs, resumedBy, wait } = core;
  const hasFiles = 'files' in ((output as { entries?: object }).entries ?? {});
  const own = formFields(core);
  return {
    name,
    vendor,
    summary,
    credentials,
    cost,
    input: inputOf(core, own),
    output: hasFiles ? pictureOutput : output,
    charges: cost !== 'free',
    ...(hasFiles && { keptForMs }),
    ...(resumedBy && { resumedBy: prefix + resumedBy }),
    async start(call, given) {
      const input = Object.entries(given as object).filter(([field]) => !own.includes(field));
      return core.start(clientOf(core, call), Object.fromEntries(input));
    },
    async finish(call, ids) {
      const made = await core.finish(clientOf(core, call), ids, wait && call.within(wait));
      return hasFiles ? { ...pictureOf(made as FilesOutput), ...ids } : made;
    },
  };
}

const pictureOutput = v.looseObject({
  image: v.pipe(v.string(), v.url(), v.description('URL of the main file')),
  expires_at: v.optional(v.pipe(v.string(), v.isoTimestamp(), v.description('When the vendor deletes it'))),
});

/** The main file as `image`, and others, such as a mask, under their own names. */
function pictureOf({ files, ...facts }: FilesOutput): object {
  const [, ...others] = files;
  const named = Object.fromEntries(others.map(({ field, url }) => [field, url]));
  return { image: files[0]?.url, ...named, ...facts };
}

/** Credentials that come as parameters, and that core does not take as input. */
const formFields = ({ credentials, input }: CoreOperation): string[] =>
  credentials
    .flatMap((scheme) => (scheme.kind === 'form' ? scheme.fields : []))
    .filter((field) => !(field in input.entries));

function inputOf({ input }: CoreOperation, own: readonly string[]): v.GenericSchema {
  const described = Object.entries(input.entries).filter(([field]) => !transport.includes(field));
  const secret = own.map(
    (field) => [field, v.optional(v.pipe(v.string(), v.description('Of the account')))] as const,
  );
  const object = v.strictObject(Object.fromEntries([...secret, ...described]));
  const checks = (input.pipe ?? []).slice(1) as v.CheckAction<unknown, undefined>[];
  return checks.reduce<v.GenericSchema>((schema, check) => v.pipe(schema, check), object);
}

/** Logs in once for all calls with the same account, and again when PicWish asks for it. */
function clientOf({ vendor }: CoreOperation, call: Call): Client<Vendor> {
  const options = call.to(vendor);
  const { telephone, password } = call.credentials;
  if (vendor.name !== picwishWeb.name || telephone === undefined || password === undefined)
    return connect(vendor, options);
  const { credentials: _, signal, ...lasting } = options;
  const session = call.remember('login', () =>
    accountSession(connect(picwishWeb, lasting as never), { telephone, password }, { kept: {} }),
  );
  return connect(vendor, { ...lasting, signal, session: session as never });
}
