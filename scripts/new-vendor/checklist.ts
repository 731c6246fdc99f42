import type { Names } from './names.ts';

/** What is left to do by hand after the skeleton. */
export const checklist = ({
  kebab,
}: Names): string => `${kebab}: the skeleton is written. Its contract tests fail until the manual's pages are in.

1. packages/core/src/vendors/${kebab}/: each documented error with its kind and a hint that says what to do (errors.ts),
   credentials (authenticate.ts), envelope and base URL (vendor.ts), each page of the manual (endpoints.ts), and what users want with its
   price (operations.ts). Nodes, gateway, command line, OpenAPI, help and price lists are derived from the operations.
2. packages/core/fixtures/${kebab}/: the manual's examples, <endpoint>.ok.json or <endpoint>.<failure>.json, each with its source.
3. packages/mock-vendors/src/vendors/${kebab}/: the behavior, written from the manual without looking at core's operations; everything
   that the manual leaves open is a named setting (settings.ts), and each endpoint and error says what it rests on (evidence.ts).
4. packages/mock-vendors/test/samples/${kebab}.ts: one valid input an endpoint, and happy paths that together call every endpoint;
   packages/mock-vendors/src/contract/vendors/${kebab}.ts: the examples of the manual, for any server that claims to be this vendor.
5. packages/gateway/src/vendors.ts: one line.
6. packages/n8n-nodes/${kebab}/: copy the shape of fangtang: credentials, forms, icons, codex, README; and a test of it in
   packages/n8n-nodes/e2e/test/.
7. examples/workflows/: at least one importable workflow, and add it to the demo in scripts/demo.
8. docs/vendors/${kebab}.md: write it, then npm run docs; a row in both READMEs' tables; npx changeset.
`;
