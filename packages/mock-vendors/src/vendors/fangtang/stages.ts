import type { TaskPhase, TaskView } from '../../world/tasks.ts';
import type { FangtangPicture } from './state.ts';

/** Names of the states of a v2 task. */
export const stageTexts: Readonly<Record<number, string>> = {
  2001: '任务正在队列中等待处理',
  2002: '任务处理完成',
  2003: '图像超分中',
  2004: '图像换底色中',
  2005: '图像抠图中',
  2006: '图像划痕修复中',
  2007: '图像去雾化中',
  2008: '图像修复中',
  2009: '图像上色中',
  2010: '任务失败',
};

const stagesOfStep: Readonly<Record<string, readonly number[]>> = {
  scratch: [2006],
  defogging: [2007],
  repair: [2008],
  colour: [2009],
  colourbeta: [2009],
  sr: [2003],
  bg: [2005, 2004],
};

/** v1 knows 200 for a task that is done, v2 has a number for every stage. */
export function phaseOf(state: number): TaskPhase {
  if (state === 2002 || state === 200) return 'done';
  return state === 2010 ? 'failed' : 'running';
}

/** The number of the state that a task is in. */
export function stageOf(picture: FangtangPicture, view: TaskView): number {
  if (view.state !== undefined && view.state >= 2000) return view.state;
  if (view.phase === 'running') return stageAt(picture, view.fraction);
  return view.phase === 'done' ? 2002 : 2010;
}

/** Every step that was asked for gets an equal share of the time, after a tenth in the queue. */
function stageAt({ work }: FangtangPicture, fraction: number): number {
  const stages = work.steps.flatMap((step) =>
    work.rgb === '-1' && step === 'bg' ? [2005] : (stagesOfStep[step] ?? []),
  );
  if (fraction < 0.1) return 2001;
  return stages[Math.floor(((fraction - 0.1) / 0.9) * stages.length)] ?? 2001;
}
