/** The variable that holds the ports of the mocks: without TLS, and with it. */
export const preloadPorts = 'MOCK_VENDORS_PORTS';

/**
 * A script that Node loads before a program: connections to other machines go to the mocks. NODE_USE_ENV_PROXY is not enough,
 * because clients with agents of their own, such as ali-oss, take no notice of it, and undici's own forms hang with it.
 */
export const nodePreload = `
const { Socket } = require('node:net');
const { TLSSocket } = require('node:tls');

const [plain, tls] = process.env.${preloadPorts}.split(',').map(Number);

const isNear = (host) => !host || /^(localhost|127\\.[\\d.]+|::1|0\\.0\\.0\\.0|::)$/.test(host);

function redirected(socket, options) {
  if (options === null || typeof options !== 'object' || options.path || isNear(options.host)) return options;
  if (socket instanceof TLSSocket) return { ...options, host: '127.0.0.1', port: tls, lookup: undefined };
  return Number(options.port) === 80 ? { ...options, host: '127.0.0.1', port: plain, lookup: undefined } : options;
}

const { connect } = Socket.prototype;
Socket.prototype.connect = function (first, ...rest) {
  if (typeof first === 'number' && typeof rest[0] === 'string')
    return connect.call(this, redirected(this, { port: first, host: rest[0] }), ...rest.slice(1));
  // Within Node, options come in a list that is marked as complete.
  if (Array.isArray(first)) first[0] = redirected(this, first[0]);
  return connect.call(this, Array.isArray(first) ? first : redirected(this, first), ...rest);
};
`;
