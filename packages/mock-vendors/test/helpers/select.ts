import { crc32 } from 'node:zlib';
import { expect } from 'vitest';
import { type Answered, call, elementOf, type Oss, openOss } from './oss.ts';

export const base64 = (text: string) => Buffer.from(text).toString('base64');

/** One request of SelectObject, in the elements of its XML. */
export interface Asked {
  readonly sql: string;
  readonly input?: string;
  readonly output?: string;
  readonly options?: string;
}

export const requestOf = ({ sql, input = '', output = '', options = '' }: Asked) =>
  `<SelectRequest><Expression>${base64(sql)}</Expression><InputSerialization>${input}</InputSerialization><OutputSerialization>${output}</OutputSerialization><Options>${options}</Options></SelectRequest>`;

/** What CreateSelectObjectMeta sends. */
export const metaRequestOf = (kind: 'Csv' | 'Json', input: string) =>
  `<${kind}MetaRequest><InputSerialization>${input}</InputSerialization></${kind}MetaRequest>`;

/** The frames of an answer; every number in them is big-endian. */
export function framesIn(bytes: Buffer) {
  const frames: { type: number; payload: Buffer; sum: number }[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = bytes.readUInt32BE(at + 4);
    expect([bytes.readUInt8(at), bytes.readUInt32BE(at + 8)]).toEqual([1, crc32(bytes.subarray(at, at + 8))]);
    const payload = bytes.subarray(at + 12, at + 12 + length);
    frames.push({ type: bytes.readUIntBE(at + 1, 3), payload, sum: bytes.readUInt32BE(at + 12 + length) });
    at += 16 + length;
  }
  return frames;
}

/** The emulator with one object, which the queries read. */
export async function openWith(content: string | Buffer) {
  const oss = await openOss();
  await call(oss, { method: 'PUT', body: content });
  return oss;
}

export const send = (oss: Oss, process: string, body: string) =>
  call(oss, { method: 'POST', path: `/mock-bucket/a.txt?x-oss-process=${process}`, body });

export const raw = '<OutputRawData>true</OutputRawData>';

/** Status and code of an error. */
export const errorOf = ({ status, text }: Answered) => [status, elementOf(text, 'Code')];

/** What a query finds, or status and code of its error. */
export async function select(oss: Oss, kind: 'csv' | 'json', asked: Asked) {
  const answer = await send(oss, `${kind}/select`, requestOf({ output: raw, ...asked }));
  return answer.status === 206 ? answer.text : errorOf(answer);
}
