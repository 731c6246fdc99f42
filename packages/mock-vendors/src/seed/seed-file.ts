import { readFileSync, watch } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { UsageError } from '../cli/usage-error.ts';
import type { MockVendor } from '../engine/mock-vendor.ts';
import type { Worlds } from '../world/worlds.ts';
import { applySeed } from './seed.ts';
import { readSeedText } from './seed-text.ts';

export interface Seeding {
  readonly file: string;
  readonly worlds: Worlds;
  readonly vendors: readonly MockVendor[];
}

/** Seeds worlds from a file, so that a reset leads back to it. Returns how to do it again after a change. */
export function seedFrom({ file, worlds, vendors }: Seeding): () => void {
  const { main } = worlds;
  const unseeded = main.snapshot();
  let others: string[] = [];
  const load = () => {
    const seed = read(file, vendors);
    for (const name of others) worlds.delete(name);
    main.restore(unseeded);
    const seeded = applySeed(seed, { worlds, vendors });
    for (const world of seeded) world.setBaseline();
    others = seeded.filter((world) => world !== main).map(({ name }) => name);
  };
  load();
  return load;
}

/** Calls back when a file was written. Editors replace files, so its folder is watched. Returns how to stop. */
export function watchFile(file: string, changed: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  const watcher = watch(dirname(resolve(file)), (_, name) => {
    if (name !== null && name !== basename(file)) return;
    clearTimeout(timer);
    // Editors write in several steps.
    timer = setTimeout(changed, 50);
  });
  return () => {
    clearTimeout(timer);
    watcher.close();
  };
}

function read(file: string, vendors: readonly MockVendor[]): ReturnType<typeof readSeedText> {
  try {
    return readSeedText(readFileSync(file, 'utf8'), vendors);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT')
      throw new UsageError(`there is no seed file ${file}: mock-vendors init writes one`);
    throw new UsageError(
      message
        .split('\n')
        .map((line) => `${file}: ${line}`)
        .join('\n'),
      { cause: error },
    );
  }
}
