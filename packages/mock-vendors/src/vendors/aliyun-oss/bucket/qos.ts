import type { MockResponse } from '../../../engine/exchange.ts';
import type { OssCall } from '../call.ts';
import { parseXml, textOf, xmlElement, xmlText } from '../xml.ts';
import { xmlResponse } from './configuration-operations.ts';

const root = 'QoSConfiguration';

/** In Gbit/s, and calls a second. */
const limits = [
  ...['TotalUploadBandwidth', 'IntranetUploadBandwidth', 'ExtranetUploadBandwidth'],
  ...['TotalDownloadBandwidth', 'IntranetDownloadBandwidth', 'ExtranetDownloadBandwidth'],
  ...['TotalQps', 'IntranetQps', 'ExtranetQps'],
];

const unlimited = '-1';

/** All limits: those that are not set are -1. */
export function withAllLimits(document: string): string {
  const sent = parseXml(document, root);
  return xmlElement(root, limits.map((name) => xmlText(name, textOf(sent, name) || unlimited)).join(''));
}

/** The account has no limits here. */
export function getUserQosInfo({ region }: OssCall): MockResponse {
  const own = limits.map((name) => xmlText(name, unlimited));
  return xmlResponse(xmlElement(root, xmlText('Region', region ?? 'cn-hangzhou') + own.join('')));
}
