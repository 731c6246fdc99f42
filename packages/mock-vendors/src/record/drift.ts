import type { VendorContract } from '../contract/contract.ts';
import { contracts } from '../contract/contracts.ts';
import type { Difference } from '../contract/difference.ts';
import { mockVendors } from '../vendors.ts';
import { compareRecorded } from './compare-recorded.ts';
import { endpointAt, unknownEndpoint } from './endpoint-at.ts';
import { FollowingWorld } from './mock-world.ts';
import { pairIds } from './pair-ids.ts';
import { rebuild } from './rebuild.ts';
import { RecordError } from './record-error.ts';
import type { RecordedExchange } from './recorded.ts';
import type { Recording } from './recording-folder.ts';
import { TaskWatch, type TimingReport } from './task-watch.ts';
import { drifts, type VendorDrift } from './vendor-drift.ts';

export interface DriftDifference extends Difference {
  /** Number of the exchange. */
  readonly n: number;
  readonly endpoint: string;
}

/** What a recording shows that the mock does not do. */
export interface DriftReport {
  readonly vendor: string;
  readonly target: string;
  readonly exchanges: number;
  /** Those of documented endpoints; the others are files. */
  readonly compared: number;
  readonly differences: readonly DriftDifference[];
  /** How long tasks took, beside the mock's own; undefined without tasks. */
  readonly timing?: TimingReport;
  /** Files in the folder that hold no exchange. */
  readonly foreign: readonly string[];
}

/** Holds each exchange against a mock world that follows the recording. Asks nobody but the mock, so it costs nothing. */
export async function findDrift(recording: Recording): Promise<DriftReport> {
  const report = await follow(recording, {});
  const plans = drifts[report.vendor]?.plans ?? [];
  // A recording does not name the plan of an account, but what is taken from the balance shows it.
  const others = report.differences.some(({ kind }) => kind === 'credits') ? plans : [];
  const reports = [report];
  for (const plan of others) reports.push(await follow(recording, plan));
  return reports.reduce((best, one) => (one.differences.length < best.differences.length ? one : best));
}

/** As a customer with an account of this plan. */
async function follow(
  { exchanges, foreign }: Recording,
  plan: Readonly<Record<string, string>>,
): Promise<DriftReport> {
  const [{ vendor, target }] = exchanges;
  const follower = new Follower(exchanges[0], plan);
  try {
    for (const exchange of exchanges) await follower.follow(exchange);
  } finally {
    follower.close();
  }
  const { differences, compared, timing } = follower;
  const head = { vendor, target, exchanges: exchanges.length, compared, differences, foreign };
  return { ...head, ...(timing && { timing }) };
}

class Follower {
  readonly differences: DriftDifference[] = [];
  compared = 0;
  readonly #contract: VendorContract;
  readonly #drift: VendorDrift;
  readonly #values: Readonly<Record<string, string>>;
  readonly #following: FollowingWorld;
  readonly #ids = new Map<string, string>();
  readonly #tasks: TaskWatch;
  readonly #balances = new Map<string, { readonly recorded: number; readonly own: number }>();
  #credentials: object | undefined;

  constructor({ vendor, target, at }: RecordedExchange, plan: Readonly<Record<string, string>>) {
    const listed = contracts.find(({ contract }) => contract.vendor.name === vendor);
    const mock = mockVendors.find(({ name }) => name === vendor);
    const drift = drifts[vendor];
    if (!listed || !mock || !drift)
      throw new RecordError('folder', `the folder is a recording of ${vendor}, which has no contract here`);
    this.#contract = listed.contract;
    this.#drift = drift;
    const account = { ...listed.demo, ...plan };
    const named = listed.contract.credentialFields.map((name) => [name, account[name] ?? '']);
    const aliases = Object.entries(drift.aliases ?? {}).map(([name, as]) => [name, account[as] ?? '']);
    this.#values = Object.fromEntries([...named, ...aliases]);
    this.#following = new FollowingWorld(mock, { at, target, settings: drift.settings ?? {} });
    this.#tasks = new TaskWatch(listed.contract, mock);
  }

  get timing(): TimingReport | undefined {
    return this.#tasks.timing;
  }

  close(): void {
    this.#following.close();
  }

  async follow(recorded: RecordedExchange): Promise<void> {
    const { n, request } = recorded;
    // The mock may know more by now, and a file may have been edited.
    const endpoint = endpointAt(this.#following.mock, request);
    const exchange = { ...recorded, endpoint };
    const add = (found: readonly Difference[]) =>
      this.differences.push(...found.map((one) => ({ ...one, n, endpoint })));
    if (endpoint === unknownEndpoint) {
      const path = `${request.method} ${request.url.split('?', 1)[0]}`;
      add([
        {
          kind: 'endpoint',
          path,
          expected: 'a documented address',
          actual: `HTTP ${exchange.response.status}`,
        },
      ]);
    }
    if (!(endpoint in this.#contract.vendor.endpoints)) return;
    this.compared++;
    await this.#prepare(exchange);
    const own = await this.#following.ask(await rebuild(exchange, await this.#rebuilding()));
    const ownJson: unknown = JSON.parse(own.body);
    add(
      compareRecorded(exchange, own, {
        contract: this.#contract,
        drift: this.#drift,
        balances: this.#balances,
      }),
    );
    add(this.#tasks.check(exchange));
    pairIds(exchange.response.json, ownJson, this.#ids);
    this.#tasks.noteIds(exchange);
  }

  /** Brings time, tasks and troubles of the mock's world to where the vendor's were. */
  async #prepare(exchange: RecordedExchange): Promise<void> {
    const { world, mock } = this.#following;
    world.clock.advance(Math.max(0, exchange.at - world.clock.now()));
    await this.#drift.provide?.(world, exchange, this.#ids);
    const end = this.#drift.endsWith?.(exchange);
    world.taskTiming = end === undefined ? { mode: 'manual' } : { mode: 'scripted', states: [end] };
    for (const { id, state } of this.#drift.tasksIn?.(exchange) ?? []) {
      const own = this.#ids.get(id) ?? id;
      const phase = mock.phaseOf?.(state) ?? 'running';
      if (phase === 'running') world.tasks.show(own, state, phase);
      else world.tasks.force(own, phase, state);
    }
    const trouble = troubleIn(exchange, this.#contract, mock.vendor.errors);
    if (trouble !== undefined)
      world.faults.add({ vendor: mock.name, endpoint: exchange.endpoint, effect: { error: trouble } });
  }

  async #rebuilding() {
    const { clock } = this.#following.world;
    this.#credentials ??= await this.#logIn();
    const { vendor } = this.#contract;
    return { vendor, credentials: this.#credentials, values: this.#values, ids: this.#ids, now: clock.now() };
  }

  async #logIn(): Promise<object> {
    const { login } = this.#drift;
    if (!login) return this.#contract.credentials(this.#values, {});
    const { body } = await this.#following.ask({
      method: 'POST',
      url: this.#contract.vendor.baseUrl + login.path,
      headers: {},
      auth: false,
      answer: 'text',
      timeoutMs: 60_000,
      body: { json: this.#values },
    });
    return login.token(JSON.parse(body));
  }
}

/** What depends on the account or the hour, and not on how the vendor works. */
const troubles: readonly string[] = ['auth', 'quota', 'rate-limit', 'unavailable'];

/** Name of the documented error that the vendor reports for a reason that a recording does not show. */
function troubleIn(
  { endpoint, response }: RecordedExchange,
  { vendor }: VendorContract,
  errors: VendorContract['vendor']['errors'],
): string | undefined {
  const { status, headers, json } = response;
  const unwrapped = vendor.unwrap({ status, headers, text: '', json });
  if ('data' in unwrapped || unwrapped.code === undefined) return undefined;
  const listed = vendor.endpoints[endpoint]?.errors ?? [];
  const found = Object.entries(errors).find(
    ([, error]) =>
      String(error.code) === String(unwrapped.code) && (listed.length === 0 || listed.includes(error)),
  );
  return found && troubles.includes(found[1].kind) ? found[0] : undefined;
}
