/** 507: there is no room. 503: the folder cannot be written. */
const statusOfCode: Readonly<Record<string, 503 | 507>> = {
  ENOSPC: 507,
  EDQUOT: 507,
  EFBIG: 507,
  EROFS: 503,
  EACCES: 503,
  EPERM: 503,
  EIO: 503,
  ENOENT: 503,
  ENOTDIR: 503,
  EMFILE: 503,
  ENFILE: 503,
};

/** Of SQLite: read-only, input or output, full, cannot open. */
const statusOfSqlite: Readonly<Record<number, 503 | 507>> = { 8: 503, 10: 503, 13: 507, 14: 503 };

/** The HTTP status for an error of the disk or of a folder; undefined for any other error. */
export function storageStatus(error: Error): 503 | 507 | undefined {
  const { code = '', errcode } = error as NodeJS.ErrnoException & { readonly errcode?: number };
  // Extended codes of SQLite have the plain one in their lowest byte.
  return statusOfCode[code] ?? (errcode === undefined ? undefined : statusOfSqlite[errcode & 0xff]);
}
