import { fangtang } from '@api-repack/core/fangtang';
import { withField, withHeader, withoutField } from '../change.ts';
import type { ContractCase, Made, StateRule, VendorContract } from '../contract.ts';
import { type Difference, shown } from '../difference.ts';
import { described, exampleOf } from '../example.ts';
import { samplePictures } from '../sample-pictures.ts';

const example = (name: string) => exampleOf('fangtang', name);

/** `task` by the manual's table; it must say the same as `code`. */
const taskStates: StateRule[] = [
  { path: 'data.mdfs[].code', phases: { 0: 'running', 1: 'done', 2: 'failed' } },
  {
    path: 'data.mdfs[].task',
    phases: {
      ...Object.fromEntries(
        [2001, 2003, 2004, 2005, 2006, 2007, 2008, 2009].map((task) => [task, 'running']),
      ),
      2002: 'done',
      2010: 'failed',
    },
  },
];

const firstId = (data: unknown): string => (data as { mdf: readonly string[] }).mdf[0] ?? '';
const left = (data: unknown): number => (data as { nums: number }).nums;

/** The same for both plans: one for each upload, or one for the first download of each picture. */
function tookOne(data: unknown, { left: before }: Made): Difference[] {
  const expected = Number(before) - 1;
  if (left(data) === expected) return [];
  return [{ kind: 'credits', path: 'data.nums', expected: `${expected}`, actual: shown(left(data)) }];
}

const cases: readonly ContractCase[] = [
  {
    endpoint: 'nums',
    title: 'reads the balance',
    example: example('nums.ok'),
    saves: (data) => ({ left: left(data) }),
  },
  {
    endpoint: 'uploads',
    title: 'restores a JPEG',
    input: () => ({ seq: ['repair'], file: [samplePictures.jpeg] }),
    example: example('uploads.ok'),
    credits: 1,
    saves: (data) => ({ mdf: firstId(data) }),
  },
  {
    endpoint: 'status',
    title: 'waits until a task is done',
    input: ({ mdf }) => ({ mdf: [mdf] }),
    needs: ['mdf'],
    example: example('status.ok'),
    runningExample: example('status.ok'),
    states: taskStates,
  },
  {
    endpoint: 'download',
    title: 'gives the URL of a finished picture',
    input: ({ mdf }) => ({ mdf }),
    needs: ['mdf'],
    example: example('download.ok'),
    saves: () => ({ downloaded: true }),
  },
  {
    endpoint: 'nums',
    title: 'took one credit for one picture',
    needs: ['left', 'downloaded'],
    check: tookOne,
  },
  {
    endpoint: 'uploads',
    title: 'processes an earlier picture again',
    input: ({ mdf }) => ({ seq: ['bg'], rgb: '255,255,255', mdf: [mdf] }),
    needs: ['mdf'],
    example: example('uploads.ok'),
    credits: 1,
  },
  {
    endpoint: 'nums',
    title: 'reads the balance (v1)',
    example: example('nums.ok-v1'),
    saves: (data) => ({ left: left(data) }),
  },
  {
    endpoint: 'photoUpload',
    title: 'enlarges a PNG (v1)',
    input: () => ({ repair_type: 'sr', file: samplePictures.png }),
    example: example('photoUpload.ok'),
    credits: 1,
    saves: (data) => ({ photo: (data as { mdf: string }).mdf }),
  },
  {
    endpoint: 'photoStatus',
    title: 'waits until a task is done (v1)',
    input: ({ photo }) => ({ mdf: photo }),
    needs: ['photo'],
    example: example('photoStatus.ok'),
    runningExample: example('photoStatus.ok'),
    states: [{ path: 'data.status', phases: { 100: 'running', 200: 'done' } }],
  },
  {
    endpoint: 'photoDownload',
    title: 'gives the URL of a finished picture (v1)',
    input: ({ photo }) => ({ mdf: photo }),
    needs: ['photo'],
    example: example('photoDownload.ok'),
    saves: () => ({ photoDownloaded: true }),
  },
  {
    endpoint: 'nums',
    title: 'took one credit for one picture (v1)',
    needs: ['left', 'photoDownloaded'],
    check: tookOne,
  },
];

const requiredField: Readonly<Record<string, string>> = {
  uploads: 'seq',
  photoUpload: 'repair_type',
  nums: 'third_code',
};

export const fangtangContract: VendorContract = {
  vendor: fangtang,
  probe: 'nums',
  credentialFields: ['third_code', 'secret_key'],
  credentials: ({ third_code, secret_key }) => ({ third_code, secret_key }),
  cases,
  placeholders: { mdf: '0'.repeat(32), photo: '0'.repeat(32) },
  provocations: {
    badToken: {
      change: (request, { nowMs }) =>
        withHeader(request, 'token', `${'0'.repeat(32)},${Math.floor(nowMs / 1_000)}`),
      isFree: true,
    },
    badInput: { change: (request, { endpoint }) => withoutField(request, requiredField[endpoint] ?? 'mdf') },
    unsupportedFile: { change: (request) => withField(request, 'file', samplePictures.text) },
    badImage: {
      change: (request) => withField(request, 'file', samplePictures.damaged),
      endpoints: ['uploads', 'photoUpload'],
    },
    unknownImage: { change: (request) => request },
    expiredImage: { change: (request) => request },
  },
  unprovoked: {
    noCredits: 'needs a channel without credits',
    uploadFailed: 'no request causes it',
    badImage: 'needs a picture that fails while it is processed',
    unknownChannel: 'the manual does not say whether the token or the channel is looked at first',
    internal: 'no request causes it',
  },
  failure: ({ code, message }) =>
    described('errno tables of the manual', { code: 9000, errno: code, msg: message }),
  compare: {
    codePath: 'code',
    exact: ['data.status', 'data.msg', 'data.mdfs[].code', 'data.mdfs[].task', 'data.mdfs[].state'],
  },
  compareFailure: { codePath: 'errno', exact: ['code', 'msg'] },
};
