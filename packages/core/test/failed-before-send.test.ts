import { failedBeforeSend } from '@api-repack/core';
import { expect, it } from 'vitest';

const tls = 'Client network socket disconnected before secure TLS connection was established';

it.each([
  { name: 'a refused connection', error: { code: 'ECONNREFUSED', syscall: 'connect' } },
  { name: 'a host out of reach', error: { code: 'EHOSTUNREACH', syscall: 'connect' } },
  { name: 'a certificate nobody knows', error: { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' } },
  { name: 'a handshake that breaks off', error: { code: 'ECONNRESET', message: tls } },
  {
    name: 'all addresses of a name',
    error: { code: 'ETIMEDOUT', errors: [{ syscall: 'connect' }, { syscall: 'connect' }] },
  },
])('is sure of $name', ({ error }) => {
  expect(failedBeforeSend(error)).toBe(true);
});

it.each([
  { name: 'a connection that breaks', error: { code: 'ECONNRESET', syscall: 'read' } },
  { name: 'a host that is lost after the connection', error: { code: 'EHOSTUNREACH', syscall: 'read' } },
  { name: 'a network that is lost while writing', error: { code: 'ENETUNREACH', syscall: 'write' } },
  {
    name: 'bytes that are not TLS, which may come after the request',
    error: { code: 'ERR_SSL_WRONG_VERSION_NUMBER' },
  },
  {
    name: 'an alert, which may come after the request',
    error: { code: 'EPROTO', message: 'alert handshake failure' },
  },
  { name: 'an error without a word', error: {} },
])('is not sure of $name', ({ error }) => {
  expect(failedBeforeSend(error)).toBe(false);
});
