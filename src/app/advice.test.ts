import { expect, it } from 'vitest';
import { adviceFrom } from './advice.ts';

it('sets the three ways beside each other, with what they follow from', () => {
  const { text, json } = adviceFrom({ callsADay: '1500', agentYuanAMonth: '9000' }, 'zh-CN');
  expect(text).toContain('每天 1,500 通外呼');
  expect(text).toContain('建议: 机器人初筛，人工成交');
  expect(text).toMatch(/每单成本 -\d+ %/u);
  expect(text).toContain('agentYuanAMonth=9000');
  expect(json).toMatchObject({ best: 'robot-first', from: { callsADay: 1_500, dialsAnAgentADay: 200 } });
});

it('speaks English, and of profit where a deal has a price', () => {
  const { text } = adviceFrom({ callsADay: '3000', dealYuan: '2000' }, 'en');
  expect(text).toContain('Advised: robot first, people close');
  expect(text).toContain('profit');
});

it.each([
  [{ callsAday: '3' }, "there is no figure 'callsAday'; there are: callsADay, workingDays"],
  [{ callsADay: 'many' }, 'callsADay=many: '],
  [{ answerShare: '30' }, 'answerShare=30: '],
  [{ callsADay: '' }, 'callsADay=: '],
])('says what is wrong with %o', (figures, message) => {
  expect(() => adviceFrom(figures, 'en')).toThrow(message);
});
