import { aliyunOss } from '@api-repack/core/aliyun-oss';
import type { MockResponse } from '../../../engine/exchange.ts';
import { configurationOf, configurationsUnder, setConfiguration } from '../buckets.ts';
import type { OssCall } from '../call.ts';
import { done, noContent } from '../empty.ts';
import { OssFail } from '../failure.ts';
import { imageErrors } from '../image/errors.ts';
import type { OssOperation } from '../operation.ts';
import { malformedXml, parseXml, textOf, xmlElement, xmlText } from '../xml.ts';
import { documentOf } from './body.ts';
import { xmlResponse } from './configuration-operations.ts';

const one = { scope: 'bucket', selectors: ['style', 'styleName'] } as const;

export const styleOperations: readonly OssOperation[] = [
  { name: 'putStyle', method: 'PUT', ...one, run: putStyle },
  { name: 'getStyle', method: 'GET', ...one, run: getStyle },
  { name: 'deleteStyle', method: 'DELETE', ...one, run: deleteStyle },
  { name: 'listStyle', method: 'GET', scope: 'bucket', selectors: ['style'], run: listStyles },
];

const prefix = 'style ';
const styleNameOf = ({ query }: OssCall) => query.get('styleName') ?? '';

/** What a style says, for `x-oss-process=style/<name>`. */
export function styleContent({ state, bucket }: Pick<OssCall, 'state' | 'bucket'>, name: string): string {
  const document = configurationOf(state, bucket, prefix + name);
  const content = document === undefined ? undefined : textOf(parseXml(document, 'Style'), 'Content');
  if (!content) throw new OssFail(imageErrors.noSuchStyle, { elements: { StyleName: name } });
  return content;
}

async function putStyle(call: OssCall): Promise<MockResponse> {
  const { state, bucket, now } = call;
  const content = textOf(parseXml(await documentOf(call), 'Style'), 'Content');
  const name = styleNameOf(call);
  if (!content) throw new OssFail(malformedXml);
  if (!/^[\w.-]{1,63}$/.test(name))
    throw new OssFail(aliyunOss.errors.invalidArgument, {
      message: 'The name of a style has 1 to 63 letters, digits, dots, dashes and underscores.',
      elements: { ArgumentName: 'styleName', ArgumentValue: name },
    });
  const old = configurationOf(state, bucket, prefix + name);
  const time = new Date(now).toUTCString();
  const created = old === undefined ? time : (textOf(parseXml(old, 'Style'), 'CreateTime') ?? time);
  const style = [
    xmlText('Name', name),
    xmlText('Content', content),
    xmlText('Category', call.query.get('category') || 'image'),
    xmlText('CreateTime', created),
    xmlText('LastModifyTime', time),
  ];
  setConfiguration(state, { bucket, name: prefix + name }, xmlElement('Style', style.join('')));
  return done;
}

function getStyle(call: OssCall): MockResponse {
  const name = styleNameOf(call);
  const document = configurationOf(call.state, call.bucket, prefix + name);
  if (document === undefined) throw new OssFail(imageErrors.noSuchStyle, { elements: { StyleName: name } });
  return xmlResponse(document);
}

function deleteStyle(call: OssCall): MockResponse {
  setConfiguration(call.state, { bucket: call.bucket, name: prefix + styleNameOf(call) }, undefined);
  return noContent;
}

function listStyles({ state, bucket }: OssCall): MockResponse {
  const styles = configurationsUnder(state, bucket, prefix);
  return xmlResponse(xmlElement('StyleList', styles.map(([, document]) => document).join('')));
}
