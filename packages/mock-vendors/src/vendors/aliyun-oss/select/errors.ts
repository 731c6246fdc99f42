import { OssFail } from '../failure.ts';

/** All of them are documented with status 400, which is the default, and with a code of their own. */
export const selectFail = (code: string, message: string): OssFail =>
  new OssFail({ code, kind: 'bad-input', message, hint: '' });

export const syntaxError = (message: string): OssFail => selectFail('SqlSyntaxError', message);

/** A record that does not fit the query: it is skipped, if as many may be skipped. */
export class UnfitRecord extends Error {}
