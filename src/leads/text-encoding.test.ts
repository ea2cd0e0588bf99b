import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EncodingScan } from './text-encoding.ts';

const scan = (bytes: Uint8Array, chunkBytes = 7): string => {
  const encoding = new EncodingScan();
  for (let at = 0; at < bytes.length; at += chunkBytes) encoding.push(bytes.subarray(at, at + chunkBytes));
  return encoding.decide();
};
const utf8 = (text: string): Buffer => Buffer.from(text);
/** 张三 and 电话 in GBK. */
const gbk = Buffer.from('d5c5c8fd2cb5e7bbb0', 'hex');
const list = '手机号,姓名\n13812345678,张三\n13912345678,李四\n';

describe('EncodingScan', () => {
  it('knows UTF-8 with and without a byte order mark', () => {
    expect(scan(utf8(list))).toBe('utf-8');
    expect(scan(utf8(`\uFEFF${list}`))).toBe('utf-8');
    expect(scan(utf8('phone,name\n13812345678,x\n'))).toBe('utf-8');
    expect(scan(new Uint8Array())).toBe('utf-8');
  });

  it('knows GBK, and GB18030 with four-byte characters', () => {
    expect(scan(gbk)).toBe('gb18030');
    expect(scan(Buffer.concat([gbk, Buffer.from('8139ef30', 'hex'), gbk]))).toBe('gb18030');
  });

  it('knows what Excel calls Unicode text by its mark', () => {
    expect(scan(Buffer.from(`\uFEFF${list}`, 'utf16le'))).toBe('utf-16le');
    expect(scan(Buffer.from(`\uFEFF${list}`, 'utf16le').swap16())).toBe('utf-16be');
  });

  it('decides over the whole file when the first Chinese name comes after a megabyte of digits', () => {
    const digits = utf8('13812345678,x\n'.repeat(80_000));
    expect(scan(Buffer.concat([digits, gbk]), 65_536)).toBe('gb18030');
    expect(scan(Buffer.concat([digits, utf8('张三')]), 65_536)).toBe('utf-8');
  });

  it('does not take UTF-8 with one broken byte for GBK', () => {
    expect(scan(Buffer.concat([utf8(list.repeat(5)), Buffer.from([0xff, 0x2c]), utf8(list)]))).toBe('utf-8');
  });

  it('decides the same however the file is cut into chunks', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), fc.boolean(), (chunkBytes, chinese) => {
        const bytes = chinese ? Buffer.concat([gbk, gbk]) : utf8(list);
        expect(scan(bytes, chunkBytes)).toBe(chinese ? 'gb18030' : 'utf-8');
      }),
    );
  });

  it('refuses what is neither, with the line', () => {
    expect(() => scan(Buffer.from('6a6f73e92c31330a6d61f12c31330a', 'hex'))).toThrow(
      /neither UTF-8 nor GBK: line 1 fits/,
    );
    expect(() => scan(Buffer.from('00010203', 'hex'))).toThrow(/zero bytes/);
    expect(() => scan(utf8('ok\n').subarray(0, 3))).not.toThrow();
    expect(() => scan(Buffer.from('0ae4', 'hex'))).toThrow(/line 2/);
  });
});
