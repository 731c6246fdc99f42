import type { fangtang } from '@api-repack/core/fangtang';
import type { ErrorTrigger } from '../../engine/catalogue.ts';

const errnoTables = 'errno tables of the v1 and v2 manuals';

export const triggers: Readonly<Record<keyof typeof fangtang.errors, ErrorTrigger>> = {
  badToken: {
    by: 'a token that is older than two minutes or made with another secret_key, or an unknown third_code',
    source: errnoTables,
  },
  noCredits: { by: 'an upload or a download when the channel has no credits left', source: errnoTables },
  badInput: {
    by: 'a field that is missing or that the manual does not allow, such as seq=bg without rgb',
    source: errnoTables,
  },
  unsupportedFile: { by: 'an upload that is neither JPEG nor PNG by its bytes', source: errnoTables },
  uploadFailed: { source: errnoTables },
  badImage: { by: 'an upload of a picture that is empty, damaged or too large', source: errnoTables },
  unknownImage: {
    by: 'the status of an id that does not exist or is older than an hour',
    source: errnoTables,
  },
  expiredImage: {
    by: 'a download more than one hour after the task ended',
    source: 'v2 manual, download: failure example',
  },
  unknownChannel: {
    by: 'company/nums with an unknown third_code, with the setting checkTokenOnNums false',
    source: 'v1 and v2 manuals, company/nums: failure example',
  },
  internal: {
    by: 'a download before the task is done, with the setting downloadTooEarly 500',
    source: errnoTables,
  },
};
