export { type DriftDifference, type DriftReport, findDrift } from './drift.ts';
export { RecordError, type RecordErrorKind } from './record-error.ts';
export type {
  RecordedExchange,
  RecordedFile,
  RecordedRequest,
  RecordedResponse,
} from './recorded.ts';
export { type Recording, readFolder } from './recording-folder.ts';
export { type ReplayServer, serveRecording } from './replay-server.ts';
export type { TimingReport } from './task-watch.ts';
