import { commandSubjects } from './command.ts';
import { coreSubjects } from './core.ts';
import { gatewaySubjects } from './gateway.ts';
import { nodeSubjects } from './nodes.ts';
import type { Subject } from './subject.ts';

/** Everything in this repository that is held to the rules of the audit. */
export const subjects: readonly Subject[] = [
  ...coreSubjects,
  ...gatewaySubjects,
  ...commandSubjects,
  ...nodeSubjects,
];
