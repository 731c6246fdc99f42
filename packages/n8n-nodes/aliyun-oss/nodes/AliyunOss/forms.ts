import { defaultCallbackBody, operations } from '@api-repack/core/aliyun-oss';
import { type FieldLabels, type Item, type Resources, refuse, sourcesOf } from '@api-repack/n8n-kit';
import type { IDataObject } from 'n8n-workflow';

const key: FieldLabels = {
  key: { label: 'Object Key', example: 'photos/cat.png' },
  expires_in_s: { label: 'Expires After (Seconds)', parameter: 'expiresIn' },
};

const uploading: FieldLabels = {
  key: {
    label: 'Object Key',
    description:
      'Path of the object in the bucket. If it is empty or ends with a slash, a random name that nobody can guess is added, which several files need.',
    example: 'photos/{{ $binary.data.fileName }}',
  },
  is_public: { label: 'Public Read', parameter: 'publicRead' },
  forbid_overwrite: { label: 'Keep Existing Object', parameter: 'keepExisting' },
  notify_url: {
    label: 'Callback URL',
    parameter: 'callbackUrl',
    example: 'https://example.com/stored',
  },
  notify_body: {
    label: 'Callback Body',
    parameter: 'callbackBody',
    default: defaultCallbackBody,
  },
  notify_type: {
    label: 'Callback Body Type',
    parameter: 'callbackBodyType',
    values: { 'application/x-www-form-urlencoded': 'Form', 'application/json': 'JSON' },
    default: 'application/x-www-form-urlencoded',
  },
};

/** Under one key, the last of several files would replace the others. */
async function withOwnKeys(item: Item, input: IDataObject): Promise<IDataObject> {
  const path = String(input.key ?? '');
  if (path === '' || path.endsWith('/')) return input;
  const sources = await sourcesOf(item, { file: 'file', url: undefined });
  if (sources.length < 2) return input;
  throw refuse(
    item,
    `'Object Key' is one key for ${sources.length} files`,
    "End 'Object Key' with a slash, so that each file gets a name of its own",
  );
}

/** The words for core's operations. */
export const resources: Resources = {
  object: {
    name: 'Object',
    operations: {
      upload: {
        core: operations.upload,
        name: 'Upload',
        action: 'Upload an object',
        description: 'Store a file in the bucket',
        main: ['key', 'is_public'],
        labels: uploading,
        complete: withOwnKeys,
      },
      getUrl: {
        core: operations.getUrl,
        name: 'Get URL',
        action: 'Get a URL of an object',
        description: 'Make a URL with which anybody can read an object for a while',
        main: ['key', 'expires_in_s'],
        labels: key,
      },
      download: {
        core: operations.download,
        name: 'Download',
        action: 'Download an object',
        description: 'Read an object into a binary field',
        main: ['key'],
        labels: key,
        namedBy: 'key',
      },
      list: {
        core: operations.list,
        name: 'List',
        action: 'List objects',
        description: 'List the objects of the bucket in the order of their keys',
        main: ['prefix', 'limit'],
        labels: { prefix: { example: 'photos/' } },
      },
      delete: {
        core: operations.delete,
        name: 'Delete',
        action: 'Delete an object',
        description: 'Delete an object. One that is not there counts as deleted.',
        main: ['key'],
        labels: key,
      },
    },
  },
};
