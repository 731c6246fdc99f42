/** One vendor's part of the demo. */
export interface Demo {
  readonly title: string;
  readonly text: string;
  /** Folder in packages/n8n-nodes. */
  readonly nodePackage: string;
  /** Folders of the other packages that the workflow needs. */
  readonly morePackages?: readonly string[];
  /** File in examples/workflows. */
  readonly workflow: string;
  /** Name of the node whose items are the results. */
  readonly resultNode: string;
  readonly credentials: (origins: Readonly<Record<string, string>>) => Record<string, Record<string, string>>;
  readonly photos: readonly Photo[];
}

export interface Photo {
  /** File in examples/photos. */
  readonly file: string;
  readonly title: string;
  /** What the workflow's expressions read. */
  readonly json?: Readonly<Record<string, string>>;
  /** What is different in the node of the results, for this photo. */
  readonly parameters?: Readonly<Record<string, string>>;
}

export const demos: readonly Demo[] = [
  {
    title: 'PicWish',
    text: 'With a key of the developer API: upload, wait and download in one node, with another operation for each photo.',
    nodePackage: 'picwish',
    workflow: 'picwish-remove-background.json',
    resultNode: 'PicWish',
    credentials: ({ picwish = '' }) => ({
      picwishApi: { apiKey: 'mock-picwish-key', region: 'china', baseUrl: picwish },
    }),
    photos: [
      { file: 'coffee.png', title: 'Background removed' },
      { file: 'camera.png', title: 'Colorized', parameters: { operation: 'colorization' } },
      { file: 'chelsea.png', title: 'Enhanced', parameters: { operation: 'scale' } },
      { file: 'page.png', title: 'Straightened', parameters: { operation: 'correction' } },
    ],
  },
  {
    title: 'Fangtang',
    text: 'Upload, wait and download in one node. Each photo has its own preset.',
    nodePackage: 'fangtang',
    workflow: 'fangtang-restore.json',
    resultNode: 'Fangtang',
    credentials: ({ fangtang = '' }) => ({
      fangtangApi: { thirdCode: 'hiliad', secretKey: 'hiliad', baseUrl: fangtang },
    }),
    photos: [
      { file: 'astronaut.png', title: 'ID photo on blue', json: { preset: 'idPhotoBlue' } },
      { file: 'camera.png', title: 'Restored and colorized', json: { preset: 'colourPeople' } },
      { file: 'chelsea.png', title: 'Background removed', json: { preset: 'cutout' } },
      { file: 'coffee.png', title: 'Enlarged twice', json: { preset: 'landscape' } },
    ],
  },
  {
    title: 'PicWish, with an account',
    text: 'Telephone and password: login, upload to the OSS bucket, task, wait and download in one node.',
    nodePackage: 'picwish',
    workflow: 'picwish-account-face-cutout.json',
    resultNode: 'PicWish',
    credentials: ({ 'picwish-web': baseUrl = '' }) => ({
      picwishAccountApi: { telephone: '13800138000', password: 'mock-password', baseUrl },
    }),
    photos: [{ file: 'astronaut.png', title: 'Face cut out' }],
  },
  {
    title: 'Lufff',
    text: 'SMS code, login, a local file in an OSS bucket for the moment, cut out, history and credit: seven steps.',
    nodePackage: 'lufff',
    morePackages: ['aliyun-oss'],
    workflow: 'lufff-remove-background.json',
    resultNode: 'Remove Background',
    credentials: ({ lufff = '', 'aliyun-oss': endpoint = '' }) => ({
      lufffAccountApi: { phone: '13800138000', customerId: '', token: '', baseUrl: lufff },
      aliyunOssApi: {
        bucket: 'mock-bucket',
        endpoint,
        accessKeyId: 'mock-oss-key',
        accessKeySecret: 'mock-oss-secret',
      },
    }),
    photos: [{ file: 'astronaut.png', title: 'Background removed' }],
  },
];
