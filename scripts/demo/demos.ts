/** One vendor's part of the demo. */
export interface Demo {
  readonly title: string;
  readonly text: string;
  /** Folder in packages/n8n-nodes. */
  readonly nodePackage: string;
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
  readonly json: Readonly<Record<string, string>>;
}

export const demos: readonly Demo[] = [
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
      { file: 'camera.png', title: 'Restored and coloured', json: { preset: 'colourPeople' } },
      { file: 'chelsea.png', title: 'Background removed', json: { preset: 'cutout' } },
      { file: 'coffee.png', title: 'Enlarged twice', json: { preset: 'landscape' } },
    ],
  },
];
