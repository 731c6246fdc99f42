import type { TaskView } from '../../world/tasks.ts';
import type { FangtangCall } from './call.ts';
import { resultOf } from './files.ts';
import type { FangtangPicture } from './state.ts';

/** A picture of this channel whose result is not yet deleted, with its task's view. Counts as a poll. */
export async function findPicture(
  { state, channel, settings, now, exchange: { world } }: FangtangCall,
  mdf: string,
  api: FangtangPicture['api'],
): Promise<{ picture: FangtangPicture; view: TaskView } | undefined> {
  const picture = state.pictures.get(mdf);
  const view = world.tasks.read(mdf);
  if (!picture || !view || picture.third_code !== channel.third_code || picture.api !== api) return undefined;
  const keptFrom = view.phase === 'running' ? picture.uploadedAt : view.endedAt;
  if (now > keptFrom + settings.retentionS * 1000) return undefined;
  if (view.phase !== 'done' || (await resultOf(world, picture))) return { picture, view };
  // Nothing is charged for a result that cannot be made.
  return { picture, view: { phase: 'failed', endedAt: now } };
}
