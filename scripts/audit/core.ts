import { connect } from '@api-repack/core';
import { fangtang, operations as ofFangtang } from '@api-repack/core/fangtang';
import { lufff, operations as ofLufff } from '@api-repack/core/lufff';
import { operations as ofPicwish, picwish } from '@api-repack/core/picwish';
import { hostIn, photo, type Subject } from './subject.ts';

/** What a caller of core does: start, which costs, then finish. */
export const coreSubjects: readonly Subject[] = [
  {
    name: 'core fangtang restore',
    scenario: async (context) => {
      const { third_code = '', secret_key = '' } = context.credentials.fangtang ?? {};
      const client = connect(fangtang, {
        host: hostIn(context),
        baseUrl: context.origins.fangtang ?? '',
        credentials: { third_code, secret_key },
        signal: context.signal,
      });
      const ids = await ofFangtang.restore.start(client, { image_file: photo });
      return (await ofFangtang.restore.finish(client, ids)).files;
    },
  },
  {
    name: 'core picwish segmentation',
    scenario: async (context) => {
      const { apiKey = '' } = context.credentials.picwish ?? {};
      const client = connect(picwish, {
        host: hostIn(context),
        baseUrl: context.origins.picwish ?? '',
        credentials: { apiKey },
        signal: context.signal,
      });
      const ids = await ofPicwish.segmentation.start(client, { image_file: photo });
      return (await ofPicwish.segmentation.finish(client, ids)).files;
    },
  },
  {
    name: 'core lufff remove-background',
    scenario: async (context) => {
      const { uuid = '' } = context.credentials.lufff ?? {};
      const client = connect(lufff, {
        host: hostIn(context),
        baseUrl: context.origins.lufff ?? '',
        credentials: { uuid },
        signal: context.signal,
      });
      const input = { image_url: 'https://example.com/cat.jpg', unikey: false };
      const ids = await ofLufff.removeBackground.start(client, input);
      return (await ofLufff.removeBackground.finish(client, ids)).files;
    },
  },
];
