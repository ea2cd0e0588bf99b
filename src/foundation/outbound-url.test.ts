import { describe, expect, it } from 'vitest';
import { isPublicAddress, judgeOutboundUrl, readAllowedHosts } from './outbound-url.ts';

describe('isPublicAddress', () => {
  it.each([
    ['8.8.8.8', true],
    ['223.5.5.5', true],
    ['2400:3200::1', true],
    ['10.1.2.3', false],
    ['172.31.255.255', false],
    ['192.168.1.1', false],
    ['127.0.0.1', false],
    ['169.254.169.254', false],
    ['100.100.100.200', false],
    ['0.0.0.0', false],
    ['224.0.0.1', false],
    ['255.255.255.255', false],
    ['::1', false],
    ['::', false],
    ['fe80::1', false],
    ['fd00:ec2::254', false],
    ['::ffff:10.0.0.1', false],
    ['::ffff:8.8.8.8', false],
    ['64:ff9b::a9fe:a9fe', false],
    ['2002:7f00:1::', false],
    ['2001:db8::1', false],
    ['ff02::1', false],
    ['example.com', false],
  ])('%s: %s', (address, isPublic) => {
    expect(isPublicAddress(address)).toBe(isPublic);
  });
});

describe('judgeOutboundUrl', () => {
  const kindOf = (url: string, allowed = ''): string => judgeOutboundUrl(new URL(url), readAllowedHosts(allowed)).kind;

  it('lets public hosts pass under the condition of their address', () => {
    expect(kindOf('https://api.example.com/a')).toBe('if-public');
    expect(kindOf('http://8.8.8.8/')).toBe('if-public');
  });

  it('refuses addresses that are not public, however they are written', () => {
    for (const host of ['127.0.0.1', '2130706433', '0x7f.1', '[::1]', '[::ffff:127.0.0.1]', '169.254.169.254', '10.1'])
      expect([host, kindOf(`http://${host}/`)]).toEqual([host, 'refused']);
  });

  it('lets pass what the operator names, by host or by host and port', () => {
    expect(kindOf('http://127.0.0.1:8088/x', 'crm.local, 127.0.0.1:8088')).toBe('allowed');
    expect(kindOf('http://127.0.0.1:8089/x', '127.0.0.1:8088')).toBe('refused');
    expect(kindOf('https://CRM.local/x', 'crm.local')).toBe('allowed');
    expect(kindOf('https://crm.local/x', 'crm.local:443')).toBe('allowed');
    expect(kindOf('http://[::1]:99/x', '[::1]')).toBe('allowed');
  });

  it('refuses other schemes and URLs with a user', () => {
    expect(kindOf('file:///etc/passwd')).toBe('refused');
    expect(kindOf('http://crm.local@10.0.0.1/', 'crm.local')).toBe('refused');
  });
});
