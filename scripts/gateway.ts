// npm run gateway, npm run api-repack: the gateway and its commands, from the sources.
import '../packages/gateway/src/cli.ts';
