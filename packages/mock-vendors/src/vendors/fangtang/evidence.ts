import { client, fixture, guess, manual, type VendorEvidence } from '../../evidence/evidence.ts';

const v1 = (lines: string) => manual(`fangtang-v1.md, ${lines}`);
const v2 = (lines: string) => manual(`fangtang-v2.md, ${lines}`);
const quoted = (name: string) => fixture(`fangtang/${name}`);
/** The manual prints a table of numbers, and neither bodies nor HTTP statuses. */
const ownPage = client("the vendor's own web page reads failures from answers with HTTP 200");

export const evidence: VendorEvidence = {
  endpoints: {
    uploads: [v2('lines 26-86'), quoted('uploads.ok')],
    status: [v2('lines 88-154'), quoted('status.ok')],
    download: [v2('lines 156-200'), quoted('download.ok')],
    nums: [v2('lines 202-247'), v1('lines 130-159'), quoted('nums.ok'), quoted('nums.ok-v1')],
    photoUpload: [v1('lines 25-64'), quoted('photoUpload.ok')],
    photoStatus: [v1('lines 66-97'), quoted('photoStatus.ok')],
    photoDownload: [v1('lines 99-128'), quoted('photoDownload.ok')],
    original: [v2('line 131, the URL in an example'), v1('line 48, the URL in an example')],
    preview: [v2('line 132, the URL in an example')],
    icon: [v2('line 133, the URL in an example')],
    result: [v2('line 180, the URL in an example'), v1('line 117, the URL in an example')],
  },
  errors: {
    badToken: [v2('line 73'), v1('line 54'), ownPage],
    noCredits: [v2('line 74'), v1('line 55')],
    badInput: [v2('line 75'), v1('line 56')],
    unsupportedFile: [v2('lines 76 and 80-86'), v1('line 57'), quoted('uploads.unsupported-file')],
    uploadFailed: [v2('line 77'), v1('line 58')],
    badImage: [v2('line 78'), v1('line 59')],
    unknownImage: [v2('lines 145-154'), quoted('status.unknown-image')],
    expiredImage: [v2('lines 191-200'), quoted('download.expired-image')],
    unknownChannel: [v2('lines 238-247'), quoted('nums.unknown-channel')],
    internal: [v2('lines 146, 192 and 239'), guess('what causes it is not said')],
  },
  assumptions: {
    futureWindowS: { because: 'clocks differ by as much either way', alternatives: [0, 3_600] },
    lenientToken: { because: 'the manual prints lower case', alternatives: [true] },
    checkTokenOnNums: { because: 'the manual asks for the header everywhere', alternatives: [false] },
    strictTypes: { because: 'the manual prints cortoon', alternatives: [false] },
    strictColors: { because: 'v1 takes any color', alternatives: [true] },
    extensions: { because: 'seen in use, in no manual', alternatives: [true] },
    foldSeparators: { because: 'the v1 manual garbles separators', alternatives: [true] },
    newIdOnReprocess: { because: "the vendor's own page makes a new row", alternatives: [false] },
    strictStatus: { because: 'the answer has a row for each id', alternatives: [true] },
    v1Failure: { because: 'v1 has no state for a task that failed', alternatives: ['stuck'] },
    downloadTooEarly: { because: 'the picture does not exist yet', alternatives: [500] },
    refundOnTaskFailure: { because: 'the manual speaks of failed uploads only', alternatives: [true] },
    maxFileBytes: { because: 'no limit is documented', alternatives: [5 * 1024 * 1024] },
  },
};
