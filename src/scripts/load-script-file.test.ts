import { describe, expect, it } from 'vitest';
import { describeProblem, loadScriptFile } from './load-script-file.ts';
import { sampleText } from './testing/sample-scripts.ts';

const head = `id: spring
name: spring
purpose: service
patterns:
  silence: { say: 喂？ }
  noMatch: { say: 没听清。 }
`;
const described = (text: string): readonly string[] =>
  loadScriptFile(text).problems.map((problem) => describeProblem(problem, 'spring.yaml'));

describe('loadScriptFile()', () => {
  it.each(['insurance', 'event-invitation'])('reads %s without a fault', (name) => {
    const { document, problems } = loadScriptFile(sampleText(name));
    expect(problems).toEqual([]);
    expect(document?.id).toBe(name);
  });

  it('tells the line of a branch to nowhere, an unreachable node and an unknown variable', () => {
    const text = `${head}flows:
  main:
    kind: main
    start: ask-date
    nodes:
      ask-date:
        kind: speak
        say: 您好{nmae}？
        branches:
          - { on: positive, to: confirm }
          - on: any
            to: end
      end: { kind: end }
      island:
        kind: end
`;
    expect(described(text)).toEqual([
      "spring.yaml:16: script 'spring' node 'ask-date': branch 'positive' leads to 'confirm', which does not exist",
      "spring.yaml:20: script 'spring' node 'island': no branch leads here: it can never be reached",
      `spring.yaml:14: script 'spring' node 'ask-date': {nmae} in "您好{nmae}？" is neither a variable nor a slot of the script`,
    ]);
  });

  it('tells what a place should have been', () => {
    const text = `${head}flows:
  main:
    kind: main
    start: a
    nodes:
      a: { kind: speek }
      b: { kind: speak, say: [] }
      C: { kind: end }
`;
    const problems = described(text);
    expect(problems).toHaveLength(3);
    expect(problems[0]).toMatch(/^spring.yaml:12: script 'spring' node 'main\/a': kind: /);
    expect(problems[1]).toMatch(/^spring.yaml:13: script 'spring' node 'main\/b': say: /);
    expect(problems[2]).toMatch(/^spring.yaml:14: script 'spring' node 'main\/C': an id is lower-case/);
  });

  it('tells of keys that mean nothing, of other types and of conditions without a form, each on its line', () => {
    const text = `${head}colour: red
slots:
  age: { name: 年龄, entity: { type: age, minimum: 18 } }
flows:
  main:
    kind: main
    start: a
    nodes:
      a:
        kind: speak
        say:
          - 您好。
          - { text: 在吗？, sound: a.wav }
        silencems: 3000
        silenceMs: soon
        branches:
          - on: any
            when: { slot: age, atLast: 18 }
            to: b
          - on: positive
            when: { all: [{ slot: age, atLeast: many }] }
            to: b
      b: { kind: end, callBack: 'yes' }
`;
    expect(described(text)).toEqual([
      "spring.yaml:7: script 'spring': colour: 'colour' means nothing here",
      "spring.yaml:9: script 'spring': slots.age.entity.minimum: 'minimum' means nothing here",
      "spring.yaml:19: script 'spring' node 'main/a': say.1.sound: 'sound' means nothing here",
      "spring.yaml:20: script 'spring' node 'main/a': silencems: 'silencems' means nothing here",
      "spring.yaml:21: script 'spring' node 'main/a': silenceMs: Invalid input: expected number, received string",
      "spring.yaml:24: script 'spring' node 'main/a': branches.0.when.atLast: 'atLast' means nothing here",
      "spring.yaml:27: script 'spring' node 'main/a': branches.1.when.all.0.atLeast: Invalid input: expected number, received string",
      "spring.yaml:29: script 'spring' node 'main/b': callBack: Invalid input: expected boolean, received string",
    ]);
  });

  it('throws for nothing that somebody may send it', () => {
    const hostile = [
      '',
      'null',
      '- a\n- b',
      'a: *b',
      '['.repeat(50_000),
      'a: &a [*a]',
      `a: ${'x'.repeat(5_000_000)}`,
      '\u0000',
      '? { a: b }\n: c',
      `${head}flows: { __proto__: { kind: main } }\n`,
    ];
    for (const text of hostile) expect(loadScriptFile(text).problems).not.toEqual([]);
  });

  it('tells of a part that is missing where it should have been', () => {
    expect(described('id: x\nname: x\nflows: {}\n')[0]).toMatch(/^spring.yaml: \$\.patterns: script 'x': patterns: /);
    expect(described('nothing')[0]).toMatch(/^spring.yaml: script '\?': /);
  });

  it('tells of a key that is there twice, and of text that is no YAML', () => {
    expect(described(`${head}flows: {}\nname: again\n`)).toEqual(['spring.yaml:8: Map keys must be unique']);
    expect(described('a: [1,\nb: 2')[0]).toMatch(/^spring.yaml:2: /);
  });

  it('names the place in JSON by its path beside the line', () => {
    const document = {
      id: 'spring',
      name: 'spring',
      purpose: 'service',
      patterns: { silence: { say: '喂？' }, noMatch: { say: '没听清。' } },
      flows: {
        main: {
          kind: 'main',
          start: 'ask-date',
          nodes: {
            'ask-date': { kind: 'speak', say: ['您好。', '您好{nmae}？'], branches: [{ on: 'any', to: 'end' }] },
          },
        },
      },
    };
    const { problems } = loadScriptFile(JSON.stringify(document));
    expect(problems.map((problem) => describeProblem(problem, 'spring.json'))).toEqual([
      "spring.json:1: $.flows.main.nodes['ask-date'].branches[0].to: script 'spring' node 'ask-date': branch 'any' leads to 'end', which does not exist",
      `spring.json:1: $.flows.main.nodes['ask-date'].say[1]: script 'spring' node 'ask-date': {nmae} in "您好{nmae}？" is neither a variable nor a slot of the script`,
    ]);
  });

  it('reads JSON, which is YAML too', () => {
    const { document } = loadScriptFile(sampleText('insurance'));
    expect(loadScriptFile(JSON.stringify(document))).toEqual({ document, problems: [] });
  });
});
