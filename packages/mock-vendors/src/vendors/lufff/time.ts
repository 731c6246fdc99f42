const offsetMs = 8 * 3600 * 1000;

/** `2020-08-25 17:56:10`: China's time without a zone, as in the manual, whose result names hold Unix time. */
export const naiveTime = (ms: number): string =>
  new Date(ms + offsetMs).toISOString().slice(0, 19).replace('T', ' ');

export const naiveDay = (ms: number): string => naiveTime(ms).slice(0, 10);
