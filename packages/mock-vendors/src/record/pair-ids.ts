/** What vendors' ids look like. */
const idPattern = /^([0-9a-f]{32}|[0-9a-f]{64}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** Notes which id of the mock stands for which of the recording, by their places in the same response. */
export function pairIds(recorded: unknown, own: unknown, ids: Map<string, string>): void {
  if (typeof recorded === 'string' && typeof own === 'string') {
    if (idPattern.test(recorded) && idPattern.test(own) && !ids.has(recorded)) ids.set(recorded, own);
  } else if (typeof recorded === 'object' && recorded !== null && typeof own === 'object' && own !== null)
    for (const [name, value] of Object.entries(recorded))
      pairIds(value, (own as Record<string, unknown>)[name], ids);
}
