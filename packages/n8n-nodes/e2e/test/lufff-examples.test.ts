import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { WorkflowJson } from '@api-repack/n8n-e2e';
import { describe, expect, it } from 'vitest';
import { startLufff } from './helpers/lufff.ts';

const examples = new URL('../../../../examples/', import.meta.url);

function readExample(name: string): WorkflowJson {
  const photos = fileURLToPath(new URL('photos', examples));
  const text = readFileSync(new URL(`workflows/${name}.json`, examples), 'utf8');
  return JSON.parse(text.replaceAll('/home/node/.n8n-files', photos));
}

describe('the example workflow', () => {
  it('lufff-remove-background logs in, cuts out a file by way of a bucket, and looks at history and credit', async () => {
    const { engine, credentials, calls, world } = await startLufff();
    const account = { ...credentials.lufffAccountApi, customerId: '', token: '' };
    const { items, error } = await engine.run({
      workflow: readExample('lufff-remove-background'),
      credentials: { ...credentials, lufffAccountApi: account } as never,
    }).finished;
    expect(error).toBeUndefined();
    const [cutout] = items('Remove Background');
    expect(cutout?.binary?.data).toMatchObject({ fileName: 'astronaut-lufff.png', mimeType: 'image/png' });
    expect(items('List History')).toMatchObject([{ json: { id: 1, resultUrl: cutout?.json.resultUrl } }]);
    expect(items('Get Credit')).toMatchObject([{ json: { credit: 4 } }]);
    expect(calls()).toEqual([
      'sendSmsVcode',
      'loginWithPhoneAndVcode',
      'rmPicBg',
      'getRmBgList',
      'getLeftCreditByPhone',
    ]);
    expect(calls('aliyun-oss').filter((call) => call !== 'getObject')).toEqual(['putObject', 'deleteObject']);
    expect(world.ledger.cost()).toBe(1);
  });

  it('lufff-remove-background-uuid does it without a phone number', async () => {
    const { engine, credentials, calls } = await startLufff();
    const workflow = readExample('lufff-remove-background-uuid');
    const { items, error } = await engine.run({ workflow, credentials: credentials as never }).finished;
    expect(error).toBeUndefined();
    expect(items('Remove Background')).toMatchObject([{ binary: { data: { mimeType: 'image/png' } } }]);
    expect(items('Get Credit')).toMatchObject([{ json: { credit: 4 } }]);
    expect(calls()).toEqual(['rmPicBgWithUuid', 'getLeftCreditByUnikey']);
  });
});
