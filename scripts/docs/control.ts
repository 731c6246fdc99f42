import { routes } from '../../packages/mock-vendors/src/control/routes/index.ts';

/** The control API, from its one table of routes. */
export const controlTable = () =>
  [
    '| route | what it does |',
    '| --- | --- |',
    ...routes.map(({ method, path, summary }) => `| \`${method} ${path}\` | ${summary} |`),
  ].join('\n');
