import type { JournalEntry } from '../world/journal.ts';
import type { World } from '../world/world.ts';
import type { Worlds } from '../world/worlds.ts';

type Labels = Readonly<Record<string, string | number>>;
type Sample = readonly [Labels, number];

/** Counts for Prometheus: calls as they come in, everything else when it is asked for. */
export class Metrics {
  readonly #calls = new Map<string, { readonly labels: Labels; count: number }>();

  /** Counts the calls of a world from now on. */
  watch(world: World): void {
    world.journal.listen((entry) => this.#count(world.name, entry));
  }

  render(worlds: Worlds): string {
    const perWorld = (sample: (world: World) => number): Sample[] =>
      worlds.all.map((world) => [{ world: world.name }, sample(world)]);
    return [
      metric(
        'calls_total',
        'Calls answered',
        'counter',
        [...this.#calls.values()].map(({ labels, count }) => [labels, count]),
      ),
      metric('tasks', 'Tasks that are remembered', 'gauge', worlds.all.flatMap(tasksOf)),
      metric(
        'credits_spent',
        'Simulated credits taken',
        'gauge',
        perWorld((world) => world.ledger.cost()),
      ),
      metric(
        'faults_waiting',
        'Faults that can still be applied',
        'gauge',
        perWorld(({ faults }) => faults.state.filter((row) => faults.leftOf(row) > 0).length),
      ),
      metric(
        'clock_seconds',
        'Time of the world, in Unix seconds',
        'gauge',
        perWorld((world) => world.clock.now() / 1000),
      ),
      metric('memory_bytes', 'Resident memory of the process', 'gauge', [[{}, process.memoryUsage.rss()]]),
    ].join('');
  }

  #count(world: string, { vendor, endpoint, status }: JournalEntry): void {
    const key = `${world} ${vendor} ${endpoint} ${status}`;
    const counted = this.#calls.get(key);
    if (counted) counted.count++;
    else this.#calls.set(key, { labels: { world, vendor, endpoint, status }, count: 1 });
  }
}

function tasksOf(world: World): Sample[] {
  const counts = new Map<string, number>();
  for (const task of world.tasks.state.values()) {
    const key = `${task.vendor} ${world.tasks.peek(task).phase}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts].map(([key, count]) => {
    const [vendor = '', phase = ''] = key.split(' ');
    return [{ world: world.name, vendor, phase }, count];
  });
}

function metric(name: string, help: string, type: 'counter' | 'gauge', samples: readonly Sample[]): string {
  const full = `mock_vendors_${name}`;
  const lines = samples.map(([labels, value]) => {
    const pairs = Object.entries(labels).map(([label, text]) => `${label}="${text}"`);
    return `${full}${pairs.length > 0 ? `{${pairs.join(',')}}` : ''} ${value}`;
  });
  return [`# HELP ${full} ${help}`, `# TYPE ${full} ${type}`, ...lines, ''].join('\n');
}
