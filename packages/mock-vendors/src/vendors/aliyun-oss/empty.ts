import type { MockResponse } from '../../engine/exchange.ts';

/** Answers that have no body. */
export const done: MockResponse = { status: 200, headers: {}, body: '' };
export const noContent: MockResponse = { status: 204, headers: {}, body: '' };
