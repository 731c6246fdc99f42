import { gunzipSync } from 'node:zlib';
import type { MockResponse } from '../../../engine/exchange.ts';
import { documentOf } from '../bucket/body.ts';
import type { OssCall } from '../call.ts';
import { notEmulated, OssFail } from '../failure.ts';
import { contentDropped } from '../object/errors.ts';
import { requireReadable } from '../object/restore.ts';
import { resolveSymlink } from '../object/symlink.ts';
import { requireVersion, versionHeader } from '../object/versions.ts';
import type { OssObject } from '../state.ts';
import { parseXml } from '../xml.ts';
import { selectFail } from './errors.ts';
import { frame, frameTypes, int32, int64 } from './frames.ts';
import { type IsWanted, inRange, type TableMeta, tableMeta } from './meta.ts';
import type { QueryAnswer } from './run-query.ts';
import { selectJson } from './select-json.ts';
import { inputOf, type SelectInput, selectOptionsOf } from './select-request.ts';
import { selectTable } from './select-table.ts';

/** Queries of an object, and what is counted of it in advance for ranges. */
export async function queryObject(call: OssCall, process: string): Promise<MockResponse> {
  const [kind, action] = process.split('/');
  if ((kind !== 'csv' && kind !== 'json') || (action !== 'select' && action !== 'meta'))
    throw notEmulated(`the process ${process}`);
  const object = resolveSymlink(call, requireVersion(call));
  requireReadable(call, object);
  const document = await documentOf(call);
  if (action === 'select') return select(call, object, { kind, document });
  const root = parseXml(document, kind === 'csv' ? 'CsvMetaRequest' : 'JsonMetaRequest');
  return createMeta(call, object, { kind, input: inputOf(root) });
}

type Kind = 'csv' | 'json';

const success = 206;

function select(
  call: OssCall,
  object: OssObject,
  { kind, document }: { readonly kind: Kind; readonly document: string },
): MockResponse {
  const options = selectOptionsOf(parseXml(document, 'SelectRequest'));
  const text = textOf(call, object, options.input);
  const isWanted = wantedRows(object, options.input);
  const answer = kind === 'csv' ? selectTable(text, options, isWanted) : selectJson(text, options, isWanted);
  if (options.isRaw && answer.failure) throw answer.failure;
  return {
    status: success,
    headers: {
      'content-type': 'application/octet-stream',
      'x-oss-select-output-raw': String(options.isRaw),
      ...versionHeader(object),
    },
    body: options.isRaw ? Buffer.from(answer.text) : framed(answer, object),
  };
}

/** More would be cut into several frames by the real service, too. */
const maxFrameBytes = 1 << 20;

/** The status of the answer is sent with the first frame, so that the last one tells what failed behind that. */
function framed({ text, failure }: QueryAnswer, { size }: OssObject): Buffer {
  const data = Buffer.from(text);
  const frames: Buffer[] = [];
  for (let start = 0; start < data.length; start += maxFrameBytes) {
    const piece = data.subarray(start, start + maxFrameBytes);
    frames.push(frame(frameTypes.data, int64(size), piece));
  }
  const end = failure ? [int32(400), endMessage(failure)] : [int32(success)];
  frames.push(frame(frameTypes.end, int64(size), int64(size), ...end));
  return Buffer.concat(frames);
}

/** Clients read the code up to the first full stop. */
const endMessage = ({ documented }: OssFail): Buffer =>
  Buffer.from(`${documented.code}.${documented.message}`);

/** An object never changes, so that what is counted of it holds as long as it is there. */
const counted = new WeakMap<OssObject, TableMeta>();

function requireMeta(object: OssObject): TableMeta {
  const meta = counted.get(object);
  if (meta) return meta;
  throw selectFail('SelectCsvMetaUnavailable', 'A range needs CreateSelectObjectMeta first.');
}

const wantedRows = (object: OssObject, { range }: SelectInput): IsWanted =>
  range ? inRange(range, requireMeta(object)) : () => true;

function createMeta(
  call: OssCall,
  object: OssObject,
  { kind, input }: { readonly kind: Kind; readonly input: SelectInput },
): MockResponse {
  if (input.isGzip) throw selectFail('UnsupportedCompressionFormat', 'What is compressed cannot be counted.');
  if (kind === 'json' && !input.isLines)
    throw selectFail('InvalidJsonData', 'Only JSON in lines can be counted.');
  const meta = tableMeta(textOf(call, object, input), kind, input);
  counted.set(object, meta);
  const { splits, rows, columns } = meta;
  const type = kind === 'csv' ? frameTypes.csvMeta : frameTypes.jsonMeta;
  const payload = [int64(object.size), int64(object.size), int32(200), int32(splits), int64(rows)];
  if (kind === 'csv') payload.push(int32(columns));
  return {
    status: 200,
    headers: { 'content-type': 'application/octet-stream' },
    body: frame(type, ...payload),
  };
}

function textOf({ exchange }: OssCall, { content }: OssObject, { isGzip }: SelectInput): string {
  const bytes = exchange.world.blobs.get(content);
  if (!bytes) throw contentDropped();
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(isGzip ? unzipped(bytes) : bytes);
  } catch (error) {
    if (error instanceof OssFail) throw error;
    throw selectFail('InvalidTextEncoding', 'The object is not in UTF-8.');
  }
}

function unzipped(bytes: Buffer): Buffer {
  try {
    return gunzipSync(bytes);
  } catch {
    throw selectFail('DecompressFailure', 'The object is not in the format of GZIP.');
  }
}
