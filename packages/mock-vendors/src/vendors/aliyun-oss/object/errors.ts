import type { DocumentedError } from '@api-repack/core';
import { aliyunOss } from '@api-repack/core/aliyun-oss';
import { internalError, OssFail } from '../failure.ts';

const error = (code: string, status: number, message: string): DocumentedError => ({
  code,
  status,
  kind: status === 404 ? 'not-found' : 'bad-input',
  message,
  hint: '',
});

export const objectErrors = {
  noSuchUpload: error(
    'NoSuchUpload',
    404,
    'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
  ),
  noSuchVersion: error('NoSuchVersion', 404, 'The specified version does not exist.'),
  methodNotAllowed: error(
    'MethodNotAllowed',
    405,
    'The specified method is not allowed against this resource.',
  ),
  invalidPart: error(
    'InvalidPart',
    400,
    "One or more of the specified parts could not be found or the specified entity tag might not have matched the part's entity tag.",
  ),
  invalidPartOrder: error(
    'InvalidPartOrder',
    400,
    'The list of parts was not in ascending order. The parts list must be specified in order by part number.',
  ),
  entityTooSmall: error('EntityTooSmall', 400, 'Your proposed upload smaller than the minimum allowed size.'),
  objectNotAppendable: error('ObjectNotAppendable', 409, 'The object is not appendable'),
  positionNotEqualToLength: error('PositionNotEqualToLength', 409, 'Position is not equal to file length'),
  notSymlink: error('NotSymlink', 400, 'The object is not a symlink.'),
  symlinkTargetNotExist: error('SymlinkTargetNotExist', 404, 'The symlink target object does not exist'),
  invalidTargetType: error('InvalidTargetType', 400, 'The type of the symlink target is invalid.'),
  invalidObjectState: error('InvalidObjectState', 403, "The operation is not valid for the object's state"),
  restoreAlreadyInProgress: error('RestoreAlreadyInProgress', 409, 'The restore operation is in progress.'),
  archiveRestoreFileStale: error('ArchiveRestoreFileStale', 409, 'The archive file or restore info stale'),
  archiveRestoreNotFinished: error(
    'ArchiveRestoreNotFinished',
    409,
    "The archive file's restore is not finished.",
  ),
  operationNotSupported: error(
    'OperationNotSupported',
    400,
    'The operation is not supported for this resource.',
  ),
  missingArgument: error('MissingArgument', 400, 'Missing Some Required Arguments.'),
  invalidPolicyDocument: error('InvalidPolicyDocument', 400, 'Invalid Policy: Invalid Simple-Condition.'),
};

/** InvalidArgument about one header or parameter. */
export const invalidArgument = (
  name: string,
  value: string,
  details: string | { readonly message: string; readonly ec: string },
): OssFail =>
  new OssFail(aliyunOss.errors.invalidArgument, {
    ...(typeof details === 'string' ? { message: details } : details),
    elements: { ArgumentName: name, ArgumentValue: value },
  });

/** The mock holds no more than its option allows; OSS loses nothing. */
export const contentDropped = (): OssFail =>
  new OssFail(internalError, { message: 'mock: the content was dropped, raise maxBlobBytes' });
