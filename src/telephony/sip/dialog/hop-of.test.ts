import { describe, expect, it } from 'vitest';
import type { IncomingRequest } from '../message/message.ts';
import { parseMessage } from '../message/parse-message.ts';
import type { SipAddress } from '../sip-endpoint.ts';
import { dialogFromInvite, hopOf } from './dialog.ts';

const source = (transport: SipAddress['transport']): SipAddress => ({
  host: '198.51.100.4',
  port: 49_152,
  transport,
  flow: 'f-1',
});

function invite(contact: string, more: readonly string[] = []): IncomingRequest {
  const lines = [
    'INVITE sip:robot@pbx.example SIP/2.0',
    'Via: SIP/2.0/TLS 192.168.1.5;branch=z9hG4bK1',
    ...more,
    'From: <sip:alice@pbx.example>;tag=a',
    'To: <sip:robot@pbx.example>',
    'Call-ID: c',
    'CSeq: 1 INVITE',
    `Contact: <${contact}>`,
    'Max-Forwards: 70',
    'Content-Length: 0',
    '',
    '',
  ];
  const parsed = parseMessage(Buffer.from(lines.join('\r\n')));
  if (parsed.kind !== 'message' || parsed.message.kind !== 'request') throw new Error('the test wrote no request');
  return parsed.message;
}

const hop = (contact: string, transport: SipAddress['transport'], more?: readonly string[]): SipAddress =>
  hopOf(dialogFromInvite(invite(contact, more), 'b', source(transport)));

describe('a request inside a dialog goes', () => {
  it('by the connection that the peer opened, and to its Contact when that is closed', () => {
    const contact = { host: '192.168.1.5', port: 5_061, transport: 'tls', flow: 'f-1' };
    expect(hop('sip:alice@192.168.1.5:5061;transport=tls', 'tls')).toEqual(contact);
    expect(hop('sips:alice@192.168.1.5', 'tls')).toEqual(contact);
  });

  it('by the connection of a browser, whatever its Contact says of WS and WSS', () => {
    expect(hop('sip:alice@x7.invalid;transport=ws', 'wss')).toMatchObject({ transport: 'wss', flow: 'f-1' });
    expect(hop('sip:alice@x7.invalid', 'ws')).toMatchObject({ transport: 'ws', flow: 'f-1' });
  });

  it('by the connection of a proxy that stays in the dialog', () => {
    const more = ['Via: SIP/2.0/TLS 10.0.0.9;branch=z9hG4bK0', 'Record-Route: <sip:proxy.example;transport=tls;lr>'];
    expect(hop('sip:alice@10.0.0.9;transport=tls', 'tls', more)).toMatchObject({ host: 'proxy.example', flow: 'f-1' });
  });

  it('to the Contact, past a proxy that leaves the dialog', () => {
    const more = ['Via: SIP/2.0/TLS 10.0.0.9;branch=z9hG4bK0'];
    expect(hop('sip:alice@10.0.0.9;transport=tls', 'tls', more)).toEqual({
      host: '10.0.0.9',
      port: 5_061,
      transport: 'tls',
    });
  });

  it('by another transport where the Contact names one', () => {
    expect(hop('sip:alice@192.168.1.5;transport=udp', 'tls')).toEqual({
      host: '192.168.1.5',
      port: 5_060,
      transport: 'udp',
    });
  });
});
