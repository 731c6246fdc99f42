export { ContractError, type ContractErrorKind } from './contract-error.ts';
export type { Difference, DifferenceKind } from './difference.ts';
export type { ContractOptions } from './options.ts';
export type { ContractReport, ContractResult, Outcome } from './report.ts';
export { runContract } from './run-contract.ts';
