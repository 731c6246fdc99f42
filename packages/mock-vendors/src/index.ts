import '@api-repack/core/node/check-version';

export { type MockServer, type ServeOptions, serve } from './cli/serve.ts';
export { type CallMatch, type ExpectCalls, expectCalls } from './control/expect-calls.ts';
export { har } from './control/har.ts';
export { type CatalogueEntry, errorsOf } from './engine/catalogue.ts';
export {
  type DefinedEndpoint,
  type DefinedError,
  defineMockVendor,
  type VendorDefinition,
} from './engine/define-mock-vendor.ts';
export type { Charge, DefinedCall } from './engine/defined-call.ts';
export type { MockRequest, MockResponse } from './engine/exchange.ts';
export { type MockVendor, type Notice, respond } from './engine/mock-vendor.ts';
export type { Assumption, Evidence, EvidenceKind, VendorEvidence } from './evidence/evidence.ts';
export { mockVendors } from './vendors.ts';
export { acceleratedClock, Clock, manualClock, realClock } from './world/clock.ts';
export type { AdapterAbility, Fault, FaultEffect } from './world/fault.ts';
export type { FaultRow } from './world/faults.ts';
export type { JournalEntry, Nearest } from './world/journal.ts';
export type { LedgerEntry } from './world/ledger.ts';
export { type PresetName, presets } from './world/presets.ts';
export type { TaskTiming } from './world/tasks.ts';
export { World, type WorldOptions, type WorldSnapshot } from './world/world.ts';
export { Worlds } from './world/worlds.ts';
