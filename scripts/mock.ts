// npm run mock: the mock vendors, from the sources.
import '../packages/mock-vendors/src/cli.ts';
