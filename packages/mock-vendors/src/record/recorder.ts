import { createHash } from 'node:crypto';
import { extname } from 'node:path';
import { Readable } from 'node:stream';
import { fileTypeOf } from '@api-repack/core';
import { maskMark, parsed } from '../contract/compare.ts';
import type { MockVendor } from '../engine/mock-vendor.ts';
import { BrokenForm, type Form, type FormFile, noForm, readForm } from '../http/form.ts';
import { inspect } from '../world/images.ts';
import { isSecretName } from '../world/mask.ts';
import { endpointAt } from './endpoint-at.ts';
import { Masker } from './masker.ts';
import {
  type RecordedExchange,
  type RecordedFile,
  type RecordedRequest,
  type RecordedResponse,
  recordingFormat,
  recordingVersion,
} from './recorded.ts';

/** A call as it passed, with nothing masked. */
export interface PassedCall {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly requestHeaders: Readonly<Record<string, string>>;
  readonly requestBody: Buffer;
  readonly status: number;
  readonly responseHeaders: Readonly<Record<string, string>>;
  readonly responseBody: Buffer;
  /** Unix milliseconds. */
  readonly at: number;
  readonly tookMs: number;
}

/** What of a response's headers clients depend on. */
const keptHeaders = ['content-type', 'cache-control', 'retry-after', 'location'];

/** Turns calls of one vendor into what may be written down. */
export class Recorder {
  readonly #masker = new Masker();
  readonly #mock: MockVendor;
  readonly #target: string;
  #next = 1;

  constructor(mock: MockVendor, target: string) {
    this.#mock = mock;
    this.#target = target;
  }

  async record(call: PassedCall): Promise<RecordedExchange> {
    const n = this.#next++;
    const request = await this.#request(call);
    return {
      format: recordingFormat,
      version: recordingVersion,
      vendor: this.#mock.name,
      target: this.#target,
      n,
      endpoint: endpointAt(this.#mock, call),
      at: call.at,
      tookMs: call.tookMs,
      request,
      response: await this.#response(call),
    };
  }

  async #request({ method, url, requestHeaders, requestBody }: PassedCall): Promise<RecordedRequest> {
    const { 'content-type': type } = requestHeaders;
    const headers = Object.entries(requestHeaders)
      .filter(([name]) => isSecretName(name))
      .map(([name, value]) => [name, this.#masker.value(name, value)]);
    const head = {
      method,
      url: this.#masker.text(url),
      headers: { ...(type && { 'content-type': type.split(';', 1)[0] }), ...Object.fromEntries(headers) },
    };
    if (requestBody.length === 0) return head;
    const json = parsed(requestBody.toString());
    if (typeof json === 'object' && json !== null) return { ...head, json: this.#masker.json(json) };
    const form = await formOf(type ?? '', requestBody);
    const fields = [...form.fields].map(([name, values]) => [
      name,
      values.map((value) => this.#masker.value(name, value)),
    ]);
    return { ...head, fields: Object.fromEntries(fields), files: await filesOf(form.files) };
  }

  async #response({ status, responseHeaders, responseBody }: PassedCall): Promise<RecordedResponse> {
    const kept = keptHeaders.flatMap((name) => {
      const value = responseHeaders[name];
      return value === undefined ? [] : [[name, this.#masker.text(value)]];
    });
    const head = { status, headers: Object.fromEntries(kept) };
    const text = responseBody.toString();
    const json = parsed(text);
    if (json !== undefined) return { ...head, json: this.#masker.json(json) };
    const isText = /^text\/|xml/.test(responseHeaders['content-type'] ?? 'text/');
    if (isText) return { ...head, text: this.#masker.text(text) };
    return { ...head, file: await fileOf('', responseBody) };
  }
}

async function formOf(type: string, content: Buffer): Promise<Form> {
  const request = {
    method: 'POST',
    url: '/',
    headers: { 'content-type': type },
    body: Readable.from([content]),
    origins: {},
  };
  return readForm(request, { maxFileBytes: Number.POSITIVE_INFINITY, maxFields: 1000 }).catch((error) => {
    if (error instanceof BrokenForm) return noForm;
    throw error;
  });
}

async function filesOf(files: readonly FormFile[]): Promise<Record<string, RecordedFile[]>> {
  const byField: Record<string, RecordedFile[]> = {};
  for (const { field, name, content } of files) {
    byField[field] ??= [];
    byField[field].push(await fileOf(name, content.bytes));
  }
  return byField;
}

async function fileOf(name: string, bytes: Buffer): Promise<RecordedFile> {
  const type = fileTypeOf(bytes)?.type;
  return {
    name: `${maskMark}${extname(name)}`,
    size: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    ...(type !== undefined && { type }),
    isPicture: (await inspect(bytes).catch(() => undefined)) !== undefined,
  };
}
