/** What programs here know of an error of the network. */
interface Trouble {
  readonly code?: string | undefined;
  readonly syscall?: string | undefined;
  readonly message?: string | undefined;
  /** Of several addresses that were tried. */
  readonly errors?: readonly Trouble[] | undefined;
}

/**
 * Codes of failures that happen before the first byte of a request leaves: of the address, the connection, the certificate. Not
 * those that also end a connection that stands, such as EHOSTUNREACH.
 */
const codes = new Set([
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
  'ERR_SSL_WRONG_VERSION_NUMBER',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'HOSTNAME_MISMATCH',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/** The same in words, where the code says less. */
const words =
  /before secure TLS connection was established|wrong version number|alert (handshake failure|protocol version)/;

/** Whether it is certain that no byte of the request reached the vendor. */
export const neverSent = ({ code = '', syscall, message = '', errors = [] }: Trouble): boolean =>
  codes.has(code) ||
  syscall === 'connect' ||
  words.test(message) ||
  (errors.length > 0 && errors.every(neverSent));
