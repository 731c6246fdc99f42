import { readFileSync } from 'node:fs';
import { packageFolder } from '../package-folder.ts';
import type { AuditReport } from './report.ts';
import { viewOf } from './views.ts';

/** In src, which is published beside dist: the compiler copies no pages. */
const read = (path: string): string => readFileSync(new URL(`src/${path}`, packageFolder), 'utf8');

/** A web page in one file, which loads nothing. */
export function renderPage(report: AuditReport): string {
  const styles = read('control/console/theme.css') + read('audit/page/page.css');
  // Nothing in the data may be markup.
  const data = JSON.stringify(viewOf(report)).replaceAll('<', '\\u003c').replaceAll('&', '\\u0026');
  return read('audit/page/index.html')
    .replace('/*styles*/', () => styles)
    .replace('/*report*/', () => data)
    .replace('/*script*/', () => read('audit/page/page.js'));
}
