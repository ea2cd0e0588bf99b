import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { dialPermitSchema } from '../contract/dial-permit.ts';
import { trunkSchema } from '../contract/lines-document.ts';
import { inviteHead, parseHostPort } from './outgoing-invite.ts';

test.each([
  ['udp', 5060, ''],
  ['tcp', 5060, ';transport=tcp'],
  ['tls', 5061, ';transport=tls'],
] as const)('a trunk on %s is called at its port, by a URI that names the way', (transport, port, parameter) => {
  const trunk = trunkSchema.parse({
    name: 'main',
    proxy: 'sip.carrier.example',
    transport,
    callerNumbers: ['+861012345678'],
  });
  const [callee, caller] = ['+8613800138000', '+861012345678'];
  const permit = dialPermitSchema.parse({
    permitId: randomUUID(),
    attemptId: randomUUID(),
    tenantId: randomUUID(),
    callee,
    caller,
    trunk: 'main',
    expiresAtMs: 0,
  });
  const head = inviteHead({ kind: 'trunk', trunk, callee, caller, permit }, '127.0.0.1');
  expect(head.nextHop).toEqual({ host: 'sip.carrier.example', port, transport });
  expect(head.requestUri).toBe(`sip:+8613800138000@sip.carrier.example${parameter}`);
  expect(parseHostPort('[2001:db8::1]:6000', transport)).toEqual({ host: '2001:db8::1', port: 6000, transport });
});
