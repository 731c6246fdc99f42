/** Its own types bring those of the DOM, which this package must not see. */
declare module 'jsdom' {
  export class JSDOM {
    constructor(html: string, options: { url: string; runScripts: 'outside-only' });
    readonly window: { eval(script: string): unknown; close(): void };
  }
}
