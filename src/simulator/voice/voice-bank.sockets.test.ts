import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { levelDbfs } from '../../audio/index.ts';
import { systemClock } from '../../foundation/clock.ts';
import { murmur } from './murmur.ts';
import { openSpeaker } from './open-speaker.ts';
import { VoiceBank } from './voice-bank.ts';

const folder = mkdtempSync(join(tmpdir(), 'voices-'));

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('VoiceBank', () => {
  it('has a sentence spoken by eSpeak once, and finds it in its folder the next time', async () => {
    const speaker = openSpeaker('espeak', systemClock);
    const bank = new VoiceBank(speaker.speak, folder);
    const [first, second] = await Promise.all([bank.speak('现在方便吗？'), bank.speak('现在方便吗？')]);
    await speaker.close();
    expect(second).toBe(first);
    expect(first.length).toBeGreaterThan(4_000);
    expect(levelDbfs(first)).toBeGreaterThan(-40);
    expect(readdirSync(folder)).toHaveLength(1);
    const later = new VoiceBank(() => Promise.reject(new Error('nobody is asked')), folder);
    expect(await later.speak('现在方便吗？')).toEqual(first);
  });
  it('murmurs what nobody can speak', async () => {
    const bank = new VoiceBank(() => Promise.reject(new Error('no engine')), null);
    await bank.prepare(['好的', '不用']);
    expect(await bank.speak('好的')).toEqual(murmur('好的'));
    const speaker = openSpeaker('murmur', systemClock);
    expect(await speaker.speak('好的')).toEqual(murmur('好的'));
    await speaker.close();
  });
});
