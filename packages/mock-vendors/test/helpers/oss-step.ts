/** One call of an operation of OSS. `$name` stands for what an earlier answer said. */
export interface OperationStep {
  readonly name: string;
  readonly method: string;
  /** `/` is the service. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Parameters that version 1 does not sign. */
  readonly unsigned?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** 200 if left out. */
  readonly status?: number;
  /** What is kept of the answer: the name of an element, or of a header. */
  readonly keep?: string;
}

type Rest = Omit<OperationStep, 'name' | 'method' | 'path'>;

const bucket = '/mock-bucket/';

export const step =
  (path: string) =>
  (name: string, method: string, selectors = '', rest: Rest = {}): OperationStep => ({
    ...{ name, method, path },
    ...rest,
    query: { ...Object.fromEntries(selectors.split(' ').filter(Boolean).map(pairOf)), ...rest.query },
  });

const pairOf = (text: string): [string, string] => {
  const [name = '', value = ''] = text.split('=', 2);
  return [name, value];
};

export const onBucket = step(bucket);
export const onService = step('/');
export const onObject = (key: string) => step(bucket + key);

export const tagging = '<Tagging><TagSet><Tag><Key>a</Key><Value>b</Value></Tag></TagSet></Tagging>';

export const accessPolicy = JSON.stringify({
  Version: '1',
  Statement: [
    { Effect: 'Allow', Action: 'oss:GetObject', Principal: '1', Resource: 'acs:oss:*:*:mock-bucket/*' },
  ],
});
