import { readdirSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { packageFolder } from '../package-folder.ts';

/** In src, which is published beside dist: the compiler copies no pages. */
const folder = new URL('src/control/console/', packageFolder);

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
};

/** The page runs its own files only, and talks to nobody else. */
const policy = "default-src 'none'; connect-src 'self'; img-src data:; style-src 'self'; script-src 'self'";

/** The console: a web page without outside parts. */
export function addConsole(app: FastifyInstance): void {
  for (const name of readdirSync(folder)) {
    app.get(name === 'index.html' ? '/' : `/console/${name}`, (_request, reply) =>
      reply
        .type(types[extname(name)] as string)
        .headers({ 'content-security-policy': policy, 'cache-control': 'no-store' })
        .send(readFileSync(new URL(name, folder))),
    );
  }
}
