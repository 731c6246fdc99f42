import type { JournalEntry, World } from '@api-repack/mock-vendors';

/** Prints each call that reaches the mock vendors; runs of polls become one line a second with the tasks' progress. */
export function printProgress(world: World, print: (line: string) => void): () => void {
  const start = performance.now();
  let lastPoll = Number.NEGATIVE_INFINITY;
  const stamp = (now: number) => `${((now - start) / 1000).toFixed(1).padStart(6)} s`;
  return world.journal.listen((entry) => {
    const now = performance.now();
    const isPoll = /status|^read/i.test(entry.endpoint) && !entry.error;
    if (isPoll && now - lastPoll < 1000) return;
    if (isPoll) lastPoll = now;
    const what = isPoll ? tasksLine(world, entry.vendor) : callLine(entry);
    print(`${stamp(now)}  ${entry.vendor.padEnd(10)}  ${entry.endpoint.padEnd(16)}  ${what}`);
  });
}

function tasksLine(world: World, vendor: string): string {
  const tasks = [...world.tasks.state.values()].filter((task) => task.vendor === vendor);
  const fractions = tasks.map((task) => {
    const view = world.tasks.peek(task);
    return view.phase === 'running' ? view.fraction : 1;
  });
  const done = fractions.filter((fraction) => fraction === 1).length;
  const average = fractions.reduce((sum, fraction) => sum + fraction, 0) / Math.max(1, fractions.length);
  const filled = Math.round(average * 20);
  return `${'█'.repeat(filled)}${'░'.repeat(20 - filled)} ${done} of ${tasks.length} done`;
}

function callLine({ fields, created = [], charged, error, status, url }: JournalEntry): string {
  const files = Object.values(fields ?? {})
    .flat()
    .flatMap(fileText);
  const path = url.split('?')[0]?.split('/').at(-1) ?? '';
  const what = files.length > 0 ? files.join(', ') : (created[0] ?? path);
  const cost = charged ? `  ${charged} ${charged === 1 ? 'credit' : 'credits'}` : '';
  return `${what}${cost}${error || status >= 400 ? `  ✗ ${error ?? `HTTP ${status}`}` : ''}`;
}

function fileText(value: unknown): string[] {
  const { name, size } = (value ?? {}) as { name?: string; size?: number };
  return name !== undefined && size !== undefined ? [`${name} (${Math.ceil(size / 1024)} kB)`] : [];
}
