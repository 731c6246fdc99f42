import { aliyunOss } from '@api-repack/core/aliyun-oss';
import { notEmulated, OssFail } from '../failure.ts';
import type { OssObject } from '../state.ts';
import { textOf, type XmlElement, xmlElement, xmlText } from '../xml.ts';
import { timeText } from './info.ts';

type Matcher = (object: OssObject) => boolean;

/** What the index knows of an object by the documented name of a field; undefined for what is not known of it. */
export function fieldOf(object: OssObject, field: string): string | number | undefined {
  if (field.startsWith(tagging)) return object.tags?.get(field.slice(tagging.length));
  if (field.startsWith(userMeta)) {
    const name = field.slice(userMeta.length).toLowerCase();
    return object.headers[name] ?? object.headers[`x-oss-meta-${name}`];
  }
  return fields[field]?.(object);
}

const tagging = 'OSSTagging.';
/** Keys of metadata are compared without case. */
const userMeta = 'OSSUserMeta.';

const fields: Readonly<Record<string, (object: OssObject) => string | number>> = {
  Filename: ({ key }) => key,
  Size: ({ size }) => size,
  ETag: ({ etag }) => etag,
  FileModifiedTime: ({ modifiedAt }) => timeText(modifiedAt),
  OSSObjectType: ({ objectType = 'Normal' }) => objectType,
  OSSStorageClass: ({ storageClass = 'Standard' }) => storageClass,
  ObjectACL: ({ acl = 'default' }) => acl,
  OSSCRC64: ({ crc64 }) => crc64,
  ContentType: ({ type }) => type,
  OSSTaggingCount: ({ tags }) => tags?.size ?? 0,
};

interface Query {
  readonly Operation?: unknown;
  readonly Field?: unknown;
  readonly Value?: unknown;
  readonly SubQueries?: readonly Query[];
}

const invalid = (message: string): OssFail => new OssFail(aliyunOss.errors.invalidArgument, { message });

/** A query in JSON, as DoMetaQuery takes it; an empty one finds everything. */
export function matcherOf(text: string): Matcher {
  if (text === '') return () => true;
  try {
    return matcher(JSON.parse(text));
  } catch (error) {
    throw error instanceof OssFail ? error : invalid('The query is not valid JSON.');
  }
}

function matcher({ Operation, Field, Value, SubQueries }: Query): Matcher {
  const inside = () => (SubQueries ?? []).map(matcher);
  if (Operation === 'and') return both(inside());
  if (Operation === 'or') return either(inside());
  if (Operation === 'not') {
    const any = either(inside());
    return (object) => !any(object);
  }
  const holds = comparisons[String(Operation)];
  if (!holds) throw invalid(`The operation ${String(Operation)} is not valid.`);
  const field = String(Field);
  if (!isKnown(field)) throw notEmulated(`a metadata query for ${field}`);
  return (object) => {
    const found = fieldOf(object, field);
    if (found === undefined) return false;
    return typeof found === 'number' ? holds(found, Number(Value)) : holds(found, wanted(field, Value));
  };
}

/** Times are compared as the index writes them, whatever zone the client writes them in. */
const wanted = (field: string, value: unknown): string =>
  field === 'FileModifiedTime' && !Number.isNaN(Date.parse(String(value)))
    ? timeText(Date.parse(String(value)))
    : String(value ?? '');

const isKnown = (field: string) =>
  Object.hasOwn(fields, field) || field.startsWith(tagging) || field.startsWith(userMeta);

const both =
  (all: readonly Matcher[]): Matcher =>
  (object) =>
    all.every((one) => one(object));

const either =
  (all: readonly Matcher[]): Matcher =>
  (object) =>
    all.some((one) => one(object));

type Comparison = (found: string | number, wanted: string | number) => boolean;

const comparisons: Readonly<Record<string, Comparison>> = {
  eq: (found, value) => found === value,
  gt: (found, value) => found > value,
  gte: (found, value) => found >= value,
  lt: (found, value) => found < value,
  lte: (found, value) => found <= value,
  match: (found, value) => String(found).includes(String(value)),
  prefix: (found, value) => String(found).startsWith(String(value)),
};

/** One aggregation over the objects that were found. */
export function aggregationXml(wanted: XmlElement, objects: readonly OssObject[]): string {
  const [field = '', operation = ''] = ['Field', 'Operation'].map((name) => textOf(wanted, name));
  if (!isKnown(field)) throw notEmulated(`an aggregation of ${field}`);
  const values = objects.map((object) => fieldOf(object, field)).filter((value) => value !== undefined);
  const head = xmlText('Field', field) + xmlText('Operation', operation);
  if (operation === 'group') return xmlElement('Aggregation', head + groupsXml(values));
  const result = reductions[operation]?.(values);
  if (result === undefined) throw invalid(`The aggregation ${operation} is not valid.`);
  return xmlElement('Aggregation', head + xmlText('Value', String(result)));
}

type Values = readonly (string | number)[];

function groupsXml(values: Values): string {
  const groups = [...new Set(values)].map((value) =>
    xmlElement(
      'Group',
      xmlText('Value', String(value)) +
        xmlText('Count', String(values.filter((one) => one === value).length)),
    ),
  );
  return xmlElement('Groups', groups.join(''));
}

const sum = (values: Values): number => values.reduce<number>((total, value) => total + Number(value), 0);

const extreme = (values: Values, choose: (a: number, b: number) => number): number =>
  values.length === 0 ? 0 : values.map(Number).reduce((a, b) => choose(a, b));

const reductions: Readonly<Record<string, (values: Values) => number>> = {
  min: (values) => extreme(values, Math.min),
  max: (values) => extreme(values, Math.max),
  average: (values) => (values.length === 0 ? 0 : sum(values) / values.length),
  sum,
  count: (values) => values.length,
  distinct: (values) => new Set(values).size,
};
