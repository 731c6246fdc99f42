import * as v from 'valibot';
import { check } from '../../check.ts';
import { type Connection, clean } from '../../client.ts';
import { type DocumentedError, type ErrorContext, VendorError } from '../../errors.ts';
import type { ByteStream } from '../../http.ts';
import type { Progress } from '../../poll.ts';
import { failedStates, runningStates } from './states.ts';

export type ResultFile =
  /** Valid for one hour; the query is part of it. */
  | { readonly field: string; readonly url: string }
  | { readonly field: string; readonly base64: string }
  | { readonly field: string; readonly body: ByteStream; readonly type: string | undefined };

export interface Result {
  /** Missing only where the answer was the file itself. */
  readonly taskId: string | undefined;
  /** The main one first; there is always one. */
  readonly files: readonly [ResultFile, ...ResultFile[]];
  /** The finished task as PicWish sent it, for example with `foreground_rect`. */
  readonly task: Readonly<Record<string, unknown>>;
}

/** The part of a task that says how it goes; the web API leaves any of it out now and then. */
const taskStatus = v.looseObject({
  task_id: v.nullish(v.string()),
  state: v.nullish(v.pipe(v.number(), v.integer())),
  err_info: v.nullish(v.string()),
});
type Task = v.InferOutput<typeof taskStatus>;

export interface Reading {
  readonly where: Pick<ErrorContext, 'vendor' | 'endpoint'>;
  /** Names of fields that hold files. */
  readonly results: readonly string[];
  /** What it must not quote of PicWish's words. */
  readonly connection: Connection;
}

const later =
  'PicWish answers in a form its manual does not describe; fetch the result later by its id, or report it to the maintainers of this package';

/** Throws for failed tasks, and for states that the manual does not know: those would otherwise be waited for in vain. */
export function progressOf(answer: object, { where, results, connection }: Reading): Progress<Result> {
  const task = check(taskStatus, answer, 'protocol', { ...where, hint: later }) as Task;
  const { state } = task;
  if (state === undefined || state === null || state in runningStates) return { done: false };
  if (state < 0) throw failed(state, clean(connection, task.err_info ?? ''), where);
  if (state !== 1)
    throw new VendorError('protocol', `unknown task state ${state}`, {
      ...where,
      code: state,
      hint: later,
    });
  return { done: true, result: resultOf(task, results, where) };
}

function failed(state: number, said: string, where: Reading['where']): VendorError {
  const unknown = { ...failedStates.failed, message: `the task failed with state ${state}` };
  const documented: DocumentedError =
    Object.values(failedStates).find(({ code }) => code === state) ?? unknown;
  const reason = said ? `${documented.message}: ${said}` : documented.message;
  return new VendorError(documented.kind, reason, {
    ...where,
    code: state,
    hint: documented.hint,
    charged: 'no',
  });
}

function resultOf(task: Task, results: readonly string[], where: Reading['where']): Result {
  const fields = Object.entries(task);
  const listed = results.flatMap((name) => filesIn(name, task[name]));
  // Not all tools' fields are documented.
  const [first, ...others] =
    listed.length > 0 ? listed : fields.filter(isUrl).flatMap(([name, value]) => filesIn(name, value));
  if (first)
    return { taskId: task.task_id ?? undefined, files: [first, ...others], task: Object.fromEntries(fields) };
  throw new VendorError('protocol', 'the task is done, but there is no file', {
    ...where,
    hint: 'Fetch the result later by its id; if it stays empty, report it to the maintainers of this package',
  });
}

const isUrl = ([, value]: readonly [string, unknown]) =>
  typeof value === 'string' && /^https?:\/\//i.test(value);

/** Files may be texts, lists of objects (`images[0].url`) or objects (`class_masks.tops`). */
function filesIn(field: string, value: unknown): ResultFile[] {
  if (typeof value === 'string') {
    if (value === '') return [];
    if (isUrl([field, value])) return [{ field, url: value }];
    return [{ field, base64: value.replace(/^data:[^,]*,/, '') }];
  }
  if (typeof value !== 'object' || value === null) return [];
  const nested = Object.entries(value).flatMap(([name, inner]) => filesIn(`${field}.${name}`, inner));
  // Inside an object, a text that is no URL is a caption.
  return nested.filter((file) => 'url' in file);
}
