/** What was asked for at the start cannot be, and this says why and what to do. */
export class UsageError extends Error {}
