import type { Exchange, Reply } from '../exchange.ts';
import { errorName, type MockVendor } from '../mock-vendor.ts';
import { sleepOn } from './clock.ts';

/** Trouble made on purpose. */
export type Effect =
  /** Name of a documented error of the vendor. */
  | { readonly error: string }
  | {
      readonly reply: {
        readonly status: number;
        readonly body: string;
        readonly headers?: Readonly<Record<string, string>>;
      };
    }
  | {
      readonly connection:
        | 'reset'
        | 'hang'
        | 'cut' /** After the handler has run, so that it may have charged. */;
      readonly after?: boolean;
    }
  | { readonly delayMs: number }
  /** The tasks that this call starts fail, with a code of the vendor's if it has several, or never end. */
  | { readonly task: 'failed' | 'never'; readonly code?: number };

export interface Fault {
  readonly vendor: string;
  /** Any endpoint if left out. */
  readonly endpoint?: string;
  /** How often it strikes; once if left out. */
  readonly times?: number;
  readonly effect: Effect;
}

export class Faults {
  state: { fault: Fault; left: number }[] = [];

  add(fault: Fault): void {
    this.state.push({ fault, left: fault.times ?? 1 });
  }

  /** Uses up one strike at once, so that calls at the same time never share it. */
  take(vendor: string, endpoint: string): Fault | undefined {
    const row = this.state.find(
      ({ fault, left }) => left > 0 && fault.vendor === vendor && (fault.endpoint ?? endpoint) === endpoint,
    );
    if (row) row.left--;
    return row?.fault;
  }

  /** Faults that have not struck as often as they were told to. */
  get unfired(): readonly Fault[] {
    return this.state.filter(({ left }) => left > 0).map(({ fault }) => fault);
  }
}

interface Place {
  readonly handle: () => Promise<Reply>;
  readonly mock: MockVendor;
  readonly exchange: Exchange;
}

export async function applyFault({ effect }: Fault, { handle, mock, exchange }: Place): Promise<Reply> {
  if ('delayMs' in effect) {
    await sleepOn(exchange.world.clock, effect.delayMs);
    return handle();
  }
  if ('task' in effect) return withTasks(effect, handle, exchange);
  if ('reply' in effect) return { headers: { 'content-type': 'text/html' }, ...effect.reply };
  if ('connection' in effect) {
    const reply =
      effect.after || effect.connection === 'cut' ? await handle() : { status: 502, headers: {}, body: '' };
    return { ...reply, connection: effect.connection };
  }
  const documented = mock.vendor.errors[effect.error];
  if (!documented)
    throw new Error(
      `${mock.name} has no documented error ${effect.error}; it has ${Object.keys(mock.vendor.errors).join(', ')}`,
    );
  exchange.note({ error: errorName(mock, documented) });
  return mock.fail(documented, exchange);
}

async function withTasks(
  { task: fate, code }: Extract<Effect, { task: unknown }>,
  handle: () => Promise<Reply>,
  { world }: Exchange,
): Promise<Reply> {
  const before = new Set(world.tasks.state.keys());
  const reply = await handle();
  for (const [id, task] of world.tasks.state)
    if (!before.has(id)) Object.assign(task, { fate }, code !== undefined && { code });
  return reply;
}
