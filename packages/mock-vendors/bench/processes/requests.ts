// What the bench sends. Signatures are good for some minutes.
import { createHash, createHmac, randomBytes } from 'node:crypto';
import sharp from 'sharp';

export interface Sent {
  readonly method: 'POST' | 'PUT';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

const boundary = '----bench-boundary';

function multipart(parts: Readonly<Record<string, string | Buffer>>): Pick<Sent, 'headers' | 'body'> {
  const encoded = Object.entries(parts).flatMap(([name, value]) => {
    const file = typeof value === 'string' ? '' : '; filename="a.jpg"\r\nContent-Type: image/jpeg';
    const head = `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${file}\r\n\r\n`;
    return [Buffer.from(head), Buffer.from(value as string), Buffer.from('\r\n')];
  });
  return {
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    body: Buffer.concat([...encoded, Buffer.from(`--${boundary}--\r\n`)]),
  };
}

export function fangtang(path: string, fields: Readonly<Record<string, string | Buffer>>): Sent {
  const time = Math.floor(Date.now() / 1000);
  const token = `${createHash('md5').update(`hiliad${time}`).digest('hex')},${time}`;
  const { headers, body } = multipart({ third_code: 'hiliad', platform: 'pc', ...fields });
  return { method: 'POST', path: `/api/third/${path}`, headers: { ...headers, token }, body };
}

export const lufff = (): Sent => ({
  method: 'POST',
  path: '/make_pic/api/get_left_credit_by_phone/',
  headers: { 'content-type': 'application/json' },
  body: Buffer.from(JSON.stringify({ phone: '13800138000' })),
});

const megabyte = randomBytes(1 << 20);
let uploads = 0;

/** Other content each time, so that it has to be kept. */
export function oss(): Sent {
  megabyte.writeUInt32BE(++uploads);
  const path = `/mock-bucket/bench-${uploads}.bin`;
  const date = new Date().toUTCString();
  const md5 = createHash('md5').update(megabyte).digest('base64');
  const type = 'application/octet-stream';
  const signed = `PUT\n${md5}\n${type}\n${date}\n${path}`;
  const signature = createHmac('sha1', 'mock-oss-secret').update(signed).digest('base64');
  return {
    method: 'PUT',
    path,
    headers: {
      date,
      'content-md5': md5,
      'content-type': type,
      authorization: `OSS mock-oss-key:${signature}`,
    },
    body: Buffer.from(megabyte),
  };
}

/** A noisy photo of about 100 KB. */
export async function photo(): Promise<Buffer> {
  const noise = sharp({
    create: {
      width: 464,
      height: 348,
      channels: 3,
      background: '#808080',
      noise: { type: 'gaussian', mean: 128, sigma: 40 },
    },
  });
  return noise.jpeg({ quality: 88 }).toBuffer();
}
