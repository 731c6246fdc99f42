import type { DocumentedError } from '@api-repack/core';
import { Chunks } from '../http/chunks.ts';
import type { Form } from '../http/form.ts';
import type { TaskView } from '../world/tasks.ts';
import type { Exchange } from './exchange.ts';
import { Fail, type MockVendor } from './mock-vendor.ts';

interface CallContext<State extends object, Settings extends object> {
  readonly form: Form;
  readonly mock: MockVendor<State, Settings>;
  readonly errors: Readonly<Record<string, DocumentedError>>;
}

/** Credits that a call takes. */
export interface Charge {
  readonly account: string;
  readonly credits: number;
  /** Id of what is paid for. */
  readonly reference: string;
}

/** One call of a vendor made with `defineMockVendor`. */
export class DefinedCall<State extends object, Settings extends object, ErrorName extends string> {
  readonly exchange: Exchange;
  readonly state: State;
  readonly settings: Settings;
  readonly #context: CallContext<State, Settings>;

  constructor(exchange: Exchange, context: CallContext<State, Settings>) {
    this.exchange = exchange;
    this.state = exchange.world.stateOf(context.mock);
    this.settings = exchange.world.settingsOf(context.mock);
    this.#context = context;
  }

  /** Base URL of this vendor as the client sees it. */
  get origin(): string {
    return this.exchange.origin;
  }

  /** Unix milliseconds on the world's clock. */
  get now(): number {
    return this.exchange.world.clock.now();
  }

  get headers(): Readonly<Record<string, string>> {
    return this.exchange.request.headers;
  }

  /** The value of a `:name` segment. */
  param(name: string): string {
    return this.exchange.params[name] ?? '';
  }

  /** First value of a field of a form or of a JSON body; an empty text is the same as none. */
  text(name: string): string | undefined {
    return this.#context.form.fields.get(name)?.find((value) => value !== '');
  }

  /** Bytes of an uploaded file. */
  file(name: string): Buffer | undefined {
    return this.#context.form.files.find(({ field }) => field === name)?.content.bytes;
  }

  /** Answers with a documented error. */
  fail(name: ErrorName, message?: string): never {
    const documented = this.#context.errors[name] as DocumentedError;
    throw new Fail(documented, message ?? documented.message);
  }

  /** Starts a task, which takes as long as the world says, and returns its id. */
  startTask(): string {
    const { world, takeDeferredFault, note } = this.exchange;
    const vendor = this.#context.mock.name;
    const id = world.ids.uuid();
    world.tasks.start({ id, vendor, taskTiming: world.taskTimingOf(vendor), takeDeferredFault });
    note({ created: [id] });
    return id;
  }

  /** How a task is doing; undefined if there is none. Counts as a poll. */
  task(id: string): TaskView | undefined {
    return this.exchange.world.tasks.read(id);
  }

  /** Writes into the ledger and the journal what the call takes. The balance itself is the state's. */
  charge({ account, credits, reference }: Charge): void {
    const { world, endpoint, note } = this.exchange;
    const vendor = this.#context.mock.name;
    world.ledger.record({ at: this.now, vendor, account, credits, endpoint, reference });
    note({ charged: credits });
  }

  /** Keeps bytes in the world, and returns the name under which `kept` finds them. */
  keep(bytes: Buffer): string {
    return this.exchange.world.blobs.put(new Chunks(bytes));
  }

  kept(name: string): Buffer | undefined {
    return this.exchange.world.blobs.get(name);
  }
}
