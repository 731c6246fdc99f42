import { readFileSync } from 'node:fs';
import { packageFolder } from '../package-folder.ts';

/** In src, which is published beside dist: the compiler copies no pages. */
const read = (path: string): string => readFileSync(new URL(`src/${path}`, packageFolder), 'utf8');

/** A web page in one file, which loads nothing: `main.html` and `page.js` of a folder, with the report inside. */
export function renderTemplate(folder: string, report: unknown): string {
  const styles = read('control/console/theme.css') + read('report/page.css');
  // Nothing in the data may be markup.
  const data = JSON.stringify(report).replaceAll('<', '\\u003c').replaceAll('&', '\\u0026');
  return read('report/page.html')
    .replace('/*styles*/', () => styles)
    .replace('<!--main-->\n', () => read(`${folder}/main.html`))
    .replace('/*report*/', () => data)
    .replace('/*script*/', () => read('report/page.js') + read(`${folder}/page.js`));
}
