import {
  type AnyOperation,
  type Client,
  connect,
  memoryStore,
  openResult,
  payOnce,
  type Vendor,
} from '@api-repack/core';
import { operations as ofFangtang } from '@api-repack/core/fangtang';
import { operations as ofLufff } from '@api-repack/core/lufff';
import { operations as ofPicwish } from '@api-repack/core/picwish';
import { accountSession, operations as ofPicwishWeb, picwishWeb } from '@api-repack/core/picwish-web';
import { audit, type ScenarioContext } from '@api-repack/mock-vendors/audit';
import { inputFor } from './inputs.ts';
import { inWorldTime, keptIn, offFor, type Subject } from './subject.ts';
import { hostIn } from './world-time.ts';

/** Core's operation with its type parameters opened. */
interface OpenOperation extends Omit<AnyOperation, 'start' | 'finish' | 'vendor'> {
  readonly vendor: Vendor;
  start(client: Client<Vendor>, input: unknown): Promise<object>;
  finish(client: Client<Vendor>, ids: object): Promise<object>;
}

const all = [ofFangtang, ofLufff, ofPicwish, ofPicwishWeb].flatMap(
  (operations) => Object.values(operations) as unknown as OpenOperation[],
);

/** Operations that take ids are tried with those of the operations that they finish. */
const takeIds = ['result', 'task'];

/** What a caller of core does: an operation that costs goes through `payOnce`, with a store that outlives the process. */
const subjectOf = (operation: OpenOperation, finisher = operation): Subject => ({
  name: `core ${operation.vendor.name} ${operation.name}${finisher === operation ? '' : ', then result'}`,
  audit: (options) =>
    audit((context) => use(context, operation, finisher), {
      ...inWorldTime,
      restart: 'always',
      off: offFor(operation.name),
      ...options,
    }),
});

async function use(context: ScenarioContext, operation: OpenOperation, finisher: OpenOperation) {
  const client = clientIn(context, operation);
  const { vendor, name, input, cost, keptForMs } = operation;
  const given = inputFor(name, input, context.credentials[vendor.name]);
  const finish = (ids: object) => finisher.finish(client, ids);
  if (cost === 'free') return finish(await operation.start(client, given));
  const { output } = await payOnce({
    key: 'audit',
    store: keptIn(context, 'store', memoryStore),
    host: client.connection.host,
    owner: `start ${context.attempt}`,
    where: { vendor: vendor.name, endpoint: name },
    keptForMs,
    start: () => operation.start(client, given),
    finish: async (ids) => ({ files: await filesOf(client, await finish(ids)) }),
  });
  return output.files.map((file) => Buffer.from(file, 'base64'));
}

/** The files themselves, in a form that a store can keep. */
async function filesOf({ connection }: Client<Vendor>, output: object): Promise<string[]> {
  const { files = [] } = output as { files?: readonly { readonly url: string }[] };
  const contents: string[] = [];
  for (const { url } of files) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of (await openResult(connection, url)).body) chunks.push(chunk);
    contents.push(Buffer.concat(chunks).toString('base64'));
  }
  return contents;
}

function clientIn(context: ScenarioContext, { vendor, credentials: schemes }: OpenOperation): Client<Vendor> {
  const { origins, credentials, signal } = context;
  const known = credentials[vendor.name] ?? {};
  const lasting = { host: hostIn(context), baseUrl: origins[vendor.name] ?? '' };
  const fieldsOf = (scheme: (typeof schemes)[number]) =>
    scheme.kind === 'basic' || scheme.kind === 'form' ? scheme.fields : [scheme.field];
  const scheme = schemes.find((one) => fieldsOf(one).every((field) => field in known));
  if (!scheme) return connect(vendor, { ...lasting, signal });
  if (vendor.name === picwishWeb.name) {
    const { telephone = '', password = '' } = known;
    const kept = keptIn(context, 'login', () => ({}));
    const session = accountSession(connect(picwishWeb, lasting), { telephone, password }, { kept });
    return connect(vendor, { ...lasting, signal, session: session as never });
  }
  const used = Object.fromEntries(fieldsOf(scheme).map((field) => [field, known[field]]));
  return connect(vendor, { ...lasting, signal, credentials: used as never });
}

const isTried = ({ vendor, name }: OpenOperation) =>
  !takeIds.includes(name) &&
  // Needs a code that comes by SMS, which is sent once.
  !(vendor.name === 'lufff' && name === 'login');

const finishers = all.filter(({ name }) => name === 'result');

export const coreSubjects: readonly Subject[] = [
  ...all.filter(isTried).map((operation) => subjectOf(operation)),
  ...finishers.map((result) => {
    const paid = all.find(({ vendor, cost }) => vendor === result.vendor && cost !== 'free');
    return subjectOf(paid as OpenOperation, result);
  }),
];
