import type { Ids } from '@api-repack/core';
import { openPayments, type Payments } from '../../src/payments.ts';
import { toy } from './toy-vendor.ts';

/** One hour. */
export const keptForMs = 3_600_000;

interface Execution {
  readonly id?: string;
  readonly type?: string;
  readonly runIndex?: number;
  /** What n8n has kept of the node, from an earlier try. */
  readonly kept?: object;
}

/** What payments need of n8n, and what they leave with it. */
export function openExecution({
  id = '1',
  type = 'n8n-nodes-toy.toy',
  runIndex = 0,
  kept = {},
}: Execution = {}): {
  payments: Payments;
  kept: object;
} {
  const context = {
    getContext: () => kept,
    getExecutionId: () => id,
    getNode: () => ({ name: 'Toy', type, parameters: {} }),
    evaluateExpression: () => runIndex,
    logger: { info() {}, warn() {} },
  };
  return { payments: openPayments(context as never, toy), kept };
}

/** As n8n's database gives it back. */
export const saved = (kept: object): object => JSON.parse(JSON.stringify(kept));

/** A vendor that counts what it charges. */
export function startShop() {
  let charged = 0;
  const shop = {
    get charged() {
      return charged;
    },
    pay: async (): Promise<Ids> => ({ task_id: `task-${++charged}` }),
  };
  return shop;
}
