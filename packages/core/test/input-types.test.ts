import { type Client, connect, run } from '@api-repack/core';
import { fangtang, operations as fangtangOperations } from '@api-repack/core/fangtang';
import { operations as lufffOperations } from '@api-repack/core/lufff';
import { type picwish, operations as picwishOperations, processImage } from '@api-repack/core/picwish';
import { operations as accountOperations } from '@api-repack/core/picwish-web';
import { expect, it } from 'vitest';
import { scriptedHost } from './helpers/scripted-host.ts';

const image_file = new File(['picture'], 'picture.jpg');
const image_url = 'https://example.com/picture.jpg';

/** Never called: the compiler reads it, and reports each call below that compiles and should not. */
export function callsThatCannotWork(picwishClient: Client<typeof picwish>, other: never): unknown[] {
  const { scale, inpaint } = picwishOperations;
  return [
    run(scale, picwishClient, { image_url }),
    run(inpaint, picwishClient, { image_file, rectangles: [] }),
    processImage(picwishClient, 'scale', { image_file }),
    picwishClient.createScale({ image_file }),
    run(accountOperations.scale, other, { image_file }),
    run(lufffOperations.removeBackground, other, { image_url }),
    // @ts-expect-error no source
    run(scale, picwishClient, {}),
    // @ts-expect-error two sources
    run(scale, picwishClient, { image_url, image_file }),
    // @ts-expect-error no mask
    run(inpaint, picwishClient, { image_file }),
    // @ts-expect-error a path is no file
    run(scale, picwishClient, { image_file: 'picture.jpg' }),
    // @ts-expect-error no source
    processImage(picwishClient, 'scale', {}),
    // @ts-expect-error no source
    picwishClient.createScale({}),
    // @ts-expect-error no source
    run(accountOperations.scale, other, {}),
    // @ts-expect-error no size and no prompt
    run(accountOperations.textToImage, other, {}),
    // @ts-expect-error no URL
    run(lufffOperations.removeBackground, other, {}),
    // @ts-expect-error no source
    run(fangtangOperations.restore, other, { seq: ['repair'] }),
    // @ts-expect-error an unknown field
    run(fangtangOperations.restore, other, { image_file, sequence: ['repair'] }),
  ];
}

it('refuses a call without a source that was forced through the compiler', async () => {
  const { host, requests } = scriptedHost();
  const client = connect(fangtang, { host, credentials: { third_code: 'a', secret_key: 'b' } });
  await expect(run(fangtangOperations.restore, client, {} as never)).rejects.toMatchObject({
    kind: 'bad-input',
  });
  expect(requests).toEqual([]);
});
