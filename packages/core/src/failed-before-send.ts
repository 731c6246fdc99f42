/** Fields of a network error. */
interface Failure {
  readonly code?: string | undefined;
  readonly syscall?: string | undefined;
  readonly message?: string | undefined;
  /** Of several addresses that were tried. */
  readonly errors?: readonly Failure[] | undefined;
}

/**
 * Codes of failures that happen only before the first byte of a request leaves: of the address, the connection, the certificate.
 * Not those that also end a connection that stands, such as EHOSTUNREACH, or ERR_SSL_WRONG_VERSION_NUMBER, which any bytes
 * that are not TLS cause, also after the request.
 */
export const codesBeforeSend: ReadonlySet<string> = new Set([
  'ERR_INVALID_URL',
  'ERR_PRIVATE_ADDRESS',
  'ERR_BAD_OPTION_VALUE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'UND_ERR_CONNECT_TIMEOUT',
  'ConnectionTimeoutError',
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'CERT_REVOKED',
  'CERT_SIGNATURE_FAILURE',
  'CERT_UNTRUSTED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'HOSTNAME_MISMATCH',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/** Node's message for a connection that ends during the handshake. Its code, ECONNRESET, also occurs later. */
const words = /before secure TLS connection was established/;

/** True if no byte of the request reached the vendor. */
export const failedBeforeSend = ({ code = '', syscall, message = '', errors = [] }: Failure): boolean =>
  codesBeforeSend.has(code) ||
  syscall === 'connect' ||
  words.test(message) ||
  (errors.length > 0 && errors.every(failedBeforeSend));
