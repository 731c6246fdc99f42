import type { Exchange } from '../../engine/exchange.ts';
import { latenessOf } from '../../world/fault.ts';
import type { PicwishCall } from './call.ts';
import { type TaskData, type TaskReading, taskData } from './read.ts';
import type { UrlRoute } from './sources.ts';
import { type PicwishTask, stateSlot } from './state.ts';

/** Reports the end of a task after the time that it takes. */
export function callBackLater(call: TaskReading, task: PicwishTask, ms: number): void {
  const { world } = call.exchange;
  if (task.callbackUrl === undefined) return;
  world.later(ms, () => {
    taskData({ ...call, now: world.clock.now() }, task, 'glance')
      .then(({ data }) => callBack(call.exchange, task, data))
      // Not awaited: a poll meets the same error and reports it.
      .catch(() => undefined);
  });
}

/** Posts what a poll would answer, once. The manual says nothing of its form, so this is an inference. */
export function callBack(exchange: Exchange, task: PicwishTask, data: TaskData['data']): void {
  const state = Number(data.state);
  if (task.callbackUrl === undefined || task.calledBack || !(state === 1 || state < 0)) return;
  task.calledBack = true;
  const { world } = exchange;
  const given = URL.parse(task.callbackUrl);
  const url = given && routeOf({ exchange, settings: world.settingsOf(stateSlot) })(given);
  if (!url) return;
  const body = JSON.stringify({ status: 200, message: 'success', data });
  const send = () => post(url, body);
  const effect = task.callbackEffect;
  if (effect?.callback === 'lost') return;
  if (effect?.callback === 'late') world.later(latenessOf(effect), send);
  else send();
  if (effect?.callback === 'twice') send();
}

/** Where pictures may be fetched and callbacks sent. */
export const routeOf =
  ({ exchange: { world, origin }, settings }: Pick<PicwishCall, 'exchange' | 'settings'>): UrlRoute =>
  (url) =>
    world.network.route(url, { hosts: settings.fetchHosts, own: URL.parse(origin)?.hostname ?? '' });

/** Not retried, and failures are not reported to anyone. */
function post(url: URL, body: string): void {
  const headers = { 'content-type': 'application/json' };
  fetch(url, { method: 'POST', headers, body, redirect: 'error', signal: AbortSignal.timeout(10_000) })
    .then((response) => response.body?.cancel())
    .catch(() => undefined);
}
