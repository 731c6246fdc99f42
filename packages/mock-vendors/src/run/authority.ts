// Read by @peculiar/x509 when it is loaded, so it comes first.
import 'reflect-metadata';
import type { webcrypto } from 'node:crypto';
import { createSecureContext, type SecureContext } from 'node:tls';
import * as x509 from '@peculiar/x509';

/** Signs certificates for the vendors' host names. It is made for one run, and its key stays in memory. */
export interface Authority {
  /** Its own certificate, which a program has to trust. */
  readonly pem: string;
  readonly der: Buffer;
  /** What a TLS server needs to be a host. */
  contextFor(hostname: string): Promise<SecureContext>;
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const dayMs = 86_400_000;

/** From yesterday, because a program may believe that it is a little earlier. */
const validity = () => ({
  notBefore: new Date(Date.now() - dayMs),
  notAfter: new Date(Date.now() + 30 * dayMs),
});

const newKeys = () => crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);

export async function createAuthority(): Promise<Authority> {
  const [ownKeys, hostKeys] = await Promise.all([newKeys(), newKeys()]);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=mock-vendors (for one run)',
    keys: ownKeys,
    signingAlgorithm: algorithm,
    ...validity(),
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(ownKeys.publicKey),
    ],
  });
  const issue = async (hostname: string): Promise<SecureContext> => {
    const issued = await x509.X509CertificateGenerator.create({
      subject: 'CN=mock-vendors',
      issuer: certificate.subject,
      publicKey: hostKeys.publicKey,
      signingKey: ownKeys.privateKey,
      signingAlgorithm: algorithm,
      ...validity(),
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
        new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: hostname }]),
        await x509.SubjectKeyIdentifierExtension.create(hostKeys.publicKey),
        await x509.AuthorityKeyIdentifierExtension.create(ownKeys.publicKey),
      ],
    });
    return createSecureContext({ key: hostKey, cert: issued.toString('pem') });
  };
  const hostKey = await pemOf(hostKeys.privateKey);
  const contexts = new Map<string, Promise<SecureContext>>();
  return {
    pem: `${certificate.toString('pem')}\n`,
    der: Buffer.from(certificate.rawData),
    contextFor: (hostname) => {
      const context = contexts.get(hostname) ?? issue(hostname);
      contexts.set(hostname, context);
      return context;
    },
  };
}

async function pemOf(key: webcrypto.CryptoKey): Promise<string> {
  const der = Buffer.from(await crypto.subtle.exportKey('pkcs8', key));
  return x509.PemConverter.encode(der, 'PRIVATE KEY');
}
