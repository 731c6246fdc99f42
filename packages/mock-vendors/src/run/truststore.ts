import { createHash } from 'node:crypto';

/** Java wants one, although there is nothing secret in the file. */
export const truststorePassword = 'changeit';

/**
 * A file in Java's own format JKS with one trusted certificate: Java reads no PEM, and the keytool that writes such a file
 * takes a second to start. Layout: https://github.com/openjdk/jdk/blob/master/src/java.base/share/classes/sun/security/provider/JavaKeyStore.java
 */
export function truststore(certificate: Buffer): Buffer {
  const entries = Buffer.concat([
    ...[0xfe_ed_fe_ed, version, 1, trustedCertificate].map(int32),
    utf('mock-vendors'),
    int64(Date.now()),
    utf('X.509'),
    int32(certificate.length),
    certificate,
  ]);
  const digest = createHash('sha1')
    .update(Buffer.from(truststorePassword, 'utf16le').swap16())
    .update('Mighty Aphrodite')
    .update(entries)
    .digest();
  return Buffer.concat([entries, digest]);
}

const version = 2;
const trustedCertificate = 2;

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function int64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return bytes;
}

function utf(text: string): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(Buffer.byteLength(text));
  return Buffer.concat([length, Buffer.from(text)]);
}
