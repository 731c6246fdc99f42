import type { MockResponse } from '../../../engine/exchange.ts';
import { configurationsUnder } from '../buckets.ts';
import type { OssCall } from '../call.ts';
import { historiesIn } from '../object/history.ts';
import { channelPrefix } from '../object/live-channel.ts';
import { xmlElement, xmlText } from '../xml.ts';
import { xmlResponse } from './configuration-operations.ts';

/** As the elements of the answer name the storage classes. */
const classNames = [
  ['Standard', 'Standard'],
  ['IA', 'InfrequentAccess'],
  ['Archive', 'Archive'],
  ['ColdArchive', 'ColdArchive'],
  ['DeepColdArchive', 'DeepColdArchive'],
] as const;

/** Shorter objects of all classes but Standard are billed as if they were so long. */
const minBilledBytes = 64 << 10;

/** What the bucket holds at this moment; the real service counts once an hour. */
export function getBucketStat(call: OssCall): MockResponse {
  const { state, bucket, now } = call;
  const versions = [...historiesIn(state, bucket)].flatMap(([, history]) => history);
  const objects = versions.map(({ object }) => object).filter((object) => object !== undefined);
  const uploads = [...state.uploads.values()].filter(({ properties }) => properties.bucket === bucket);
  const parts = uploads.flatMap((upload) => [...upload.parts.values()]);
  const values = {
    Storage: sizeOf(objects) + sizeOf(parts),
    ObjectCount: objects.length,
    MultipartUploadCount: uploads.length,
    LiveChannelCount: configurationsUnder(state, bucket, channelPrefix).length,
    MultipartPartCount: parts.length,
    MultipartPartStorage: sizeOf(parts),
    DeleteMarkerCount: versions.length - objects.length,
    LastModifiedTime: Math.floor(now / 1000),
    ...Object.assign({}, ...classNames.map((names) => classValues(names, objects))),
  };
  const content = Object.entries(values).map(([name, value]) => xmlText(name, String(value)));
  return xmlResponse(xmlElement('BucketStat', content.join('')));
}

interface Sized {
  readonly size: number;
}

const sizeOf = (all: readonly Sized[]): number => all.reduce((sum, { size }) => sum + size, 0);

function classValues(
  [storageClass, name]: (typeof classNames)[number],
  objects: readonly (Sized & { readonly storageClass?: string })[],
): Readonly<Record<string, number>> {
  const mine = objects.filter((object) => (object.storageClass ?? 'Standard') === storageClass);
  const count = { [`${name}ObjectCount`]: mine.length };
  if (storageClass === 'Standard') return { [`${name}Storage`]: sizeOf(mine), ...count };
  const billed = mine.map(({ size }) => ({ size: Math.max(size, minBilledBytes) }));
  return { [`${name}Storage`]: sizeOf(billed), [`${name}RealStorage`]: sizeOf(mine), ...count };
}
