import { connect, type Host, VendorError } from '@api-repack/core';
import { picwishWeb } from '@api-repack/core/picwish-web';
import { expect, test } from 'vitest';
import { loginThroughN8n } from '../src/login.ts';

const token = `v2,10001,482,${'7'.repeat(32)}`;

/** A session whose logins work, on the way to calls that fail with `failures`. */
function sessionWith(...failures: readonly VendorError[]) {
  const pauses: number[] = [];
  const left = [...failures];
  let logins = 0;
  const host: Host = {
    now: () => 0,
    sleep: async (ms) => void pauses.push(ms),
    send: () => Promise.reject(new Error('nothing is sent')),
  };
  const values = { token: '' };
  const session = loginThroughN8n(connect(picwishWeb, { host }), values, {
    field: 'token',
    isCurrent: () => values.token !== '',
    async call() {
      values.token = token;
      logins++;
      const failure = left.shift();
      if (failure) throw failure;
    },
  });
  return { session, pauses, logins: () => logins };
}

const where = { vendor: 'picwish-web', endpoint: 'authorizeUpload' };

test.each([
  ['as long as the vendor asks', { retryAfterMs: 2_000 }, 2_000],
  ['a second where it does not say', {}, 1_000],
])('a call that comes after a login waits %s for fewer calls', async (_, context, ms) => {
  const { session, pauses } = sessionWith(
    new VendorError('rate-limit', 'too many', { ...where, ...context }),
  );
  expect(await session.current()).toEqual({ token });
  expect(pauses).toEqual([ms]);
});

test('a vendor that asks for more than a minute gets no call', async () => {
  const { session, pauses } = sessionWith(
    new VendorError('rate-limit', 'too many', { ...where, retryAfterMs: 90_000 }),
  );
  await expect(session.current()).rejects.toMatchObject({ kind: 'rate-limit' });
  expect(pauses).toEqual([]);
});

test('other failures on the way to a login do not matter', async () => {
  const { session, pauses } = sessionWith(new VendorError('unavailable', 'down', where));
  expect(await session.current()).toEqual({ token });
  expect(pauses).toEqual([]);
});

test('a token that is refused right after its login is not used', async () => {
  const { session, logins } = sessionWith(new VendorError('auth', 'needed login', where));
  expect(await session.current()).toEqual({ token });
  expect(logins()).toBe(2);
});
