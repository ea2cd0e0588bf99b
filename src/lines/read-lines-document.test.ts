import { describe, expect, it } from 'vitest';
import { linesProblemsText, readLinesDocument } from './read-lines-document.ts';

const good = `# our lines
trunks:
  - name: main
    proxy: sip.example.com:5060
    callerNumbers: ['+861088886666']
    password: env:TRUNK_PASSWORD
    calleeFormat: { style: country, prefix: '9' }
seats:
  - name: agent1
    address: sip:agent1@192.0.2.7
    skills: [insurance]
`;
const problemsOf = (text: string): string => {
  const reading = readLinesDocument(text);
  return reading.ok ? '' : linesProblemsText(reading.problems);
};

describe('readLinesDocument', () => {
  it('reads trunks and seats and fills in what is left out', () => {
    const reading = readLinesDocument(good);
    expect(reading).toMatchObject({
      ok: true,
      document: {
        trunks: [{ name: 'main', transport: 'udp', calleeFormat: { style: 'country', prefix: '9' }, maxCalls: 30 }],
        seats: [{ name: 'agent1', ringForMs: 20_000 }],
      },
    });
  });

  it('tells the line of a wrong value', () => {
    expect(problemsOf(good.replace('country', 'french'))).toMatch(/^line 7: trunks\[0\]\.calleeFormat\.style: /);
    expect(problemsOf(good.replace("['+861088886666']", '[13812345678]'))).toMatch(
      /^line 5: trunks\[0\]\.callerNumbers/,
    );
  });

  it('tells the line of what should hold a missing value', () => {
    expect(problemsOf(good.replace("    callerNumbers: ['+861088886666']\n", ''))).toMatch(
      /^line 3: trunks\[0\]\.callerNumbers: /,
    );
  });

  it('tells everything that is wrong at once', () => {
    const text = good.replace('sip:agent1@192.0.2.7', 'agent1').replace('country', 'french');
    expect(problemsOf(text).split('\n')).toHaveLength(2);
  });

  it('refuses a password in clear', () => {
    expect(problemsOf(good.replace('env:TRUNK_PASSWORD', 'hunter2'))).toBe(
      'line 6: trunks[0].password: a secret is given as env:NAME or file:/path, never in clear',
    );
  });

  it('refuses a field it does not know, since a misspelt one does nothing', () => {
    expect(problemsOf(good.replace('prefix:', 'prefixx:'))).toBe(
      "line 7: trunks[0].calleeFormat.prefixx: there is no field 'prefixx' here",
    );
    expect(problemsOf(`${good}\nqueuez: []\n`)).toBe("line 13: queuez: there is no field 'queuez' here");
  });

  it('refuses two of one name and a trunk that registers as nobody', () => {
    expect(problemsOf(`${good}  - name: agent1\n    address: sip:x@192.0.2.8\n`)).toBe(
      "line 12: seats[1].name: name 'agent1' is used twice",
    );
    expect(problemsOf(good.replace('    proxy', '    register: true\n    proxy'))).toMatch(/needs a username/);
  });

  it('lets only a simulated trunk own simulated numbers', () => {
    const simulated = good.replace('+861088886666', '+9990000001');
    expect(problemsOf(simulated)).toMatch(/^line 5: trunks\[0\]\.callerNumbers\[0\]: a real trunk cannot own/);
    expect(problemsOf(simulated.replace('    proxy', '    simulated: true\n    proxy'))).toBe('');
  });

  it('refuses what is no YAML with its line, and an empty document in words', () => {
    expect(problemsOf('trunks:\n  - name: [x\n')).toMatch(/^line \d: not YAML: /);
    expect(problemsOf('a: 1\na: 2\n')).toMatch(/^line 2: not YAML: Map keys must be unique/);
    expect(problemsOf('')).toBe("line 1: wanted 'trunks:' and 'seats:'; write 'trunks: []' to have none");
    expect(problemsOf('trunks: []\n')).toBe('');
  });

  it('tells what another room finds wrong where it stands', () => {
    const check = () => [{ path: ['trunks', 0, 'name'], message: 'not this one' }];
    const text = "trunks:\n  - name: main\n    proxy: 192.0.2.1\n    callerNumbers: ['+861088886666']\n";
    expect(readLinesDocument(text, check)).toEqual({
      ok: false,
      problems: [{ line: 2, path: 'trunks[0].name', message: 'not this one' }],
    });
  });

  it('refuses a text made to exhaust its reader, by line', () => {
    const bomb = [
      'a: &a [x, x]',
      ...Array.from('bcdefghi', (name, at) => `${name}: &${name} [${`*${'abcdefgh'[at]},`.repeat(99)}]`),
    ];
    expect(problemsOf(`${bomb.join('\n')}\n`)).toMatch(/^line \d+: not YAML: repeats itself without measure/);
  });
});
