import { extname } from 'node:path';
import { findObject, mintGrant } from '../aliyun-oss/index.ts';
import { ossOrigin } from '../picwish/results.ts';
import { account, open, undocumented } from './call.ts';

export const uploadCallbackPath = '/app/picwish/callbacks/aliyun/oss';
const bucket = 'picwishsz';

const reported = [
  'bucket',
  'object',
  'size',
  'mimeType',
  'imageInfo.height',
  'imageInfo.width',
  'imageInfo.format',
];

/** As clients of 2023 have it; OSS knows no variable `filename`, so that stays empty. */
const callbackBody = (userId: string) =>
  [...reported.map((name) => `${name}=\${${name}}`), `x:filename=\${filename}`, `x:user_id=${userId}`].join(
    '&',
  );

/** Keys for exactly the folder of this upload, and what OSS is to report where. */
export const authorizeUpload = account(({ exchange, userId, form, state, settings }) => {
  const { world, request } = exchange;
  const filenames = (form.fields.get('filenames') ?? []).filter((name) => name !== '');
  if (filenames.length === 0) throw undocumented(400, 'filenames is required');
  const prefix = `users/${userId}/${world.ids.hex()}/`;
  const { accessKeyId, accessKeySecret, securityToken, region } = mintGrant(world, {
    bucket,
    prefix,
    expiresInS: settings.grantLifetimeS,
  });
  const objects = filenames.map(
    (filename) => [filename, `${prefix}${world.ids.uuid()}${extensionOf(filename)}`] as const,
  );
  for (const [filename, key] of objects) state.uploads.set(key, { userId, filename });
  const endpoint = ossOrigin(request.origins);
  return {
    credential: {
      access_key_id: accessKeyId,
      access_key_secret: accessKeySecret,
      security_token: securityToken,
    },
    bucket,
    region: `oss-${region}`,
    // A whole URL, which both ali-oss and oss2 take; the real vendor names a host only.
    endpoint,
    accelerate: new URL(endpoint).host,
    // A file name that is sent twice is one object.
    objects: Object.fromEntries(objects),
    callback: {
      url: exchange.origin + uploadCallbackPath,
      body: callbackBody(userId),
      type: 'application/x-www-form-urlencoded',
    },
  };
});

const extensionOf = (filename: string) => /^\.\w{1,8}$/.exec(extname(filename))?.[0] ?? '';

/** What OSS reports, and then passes the answer on to the client. */
export const uploadCallback = open(({ exchange, state, text }) => {
  const key = text('object') ?? '';
  const upload = state.uploads.get(key);
  const object = findObject(exchange.world, bucket, key);
  if (!upload || !object || text('bucket') !== bucket)
    throw undocumented(400, 'mock: this upload was not asked for');
  const id = exchange.world.ids.uuid();
  state.resources.set(id, { ...upload, id, bucket, key });
  exchange.note({ account: upload.userId, created: [id] });
  return {
    resource_id: id,
    filename: upload.filename,
    type: text('imageInfo.format') ?? '',
    size: Number(text('size') ?? 0),
    width: Number(text('imageInfo.width') ?? 0),
    height: Number(text('imageInfo.height') ?? 0),
    url: `${ossOrigin(exchange.request.origins)}/${bucket}/${key}`,
  };
});
