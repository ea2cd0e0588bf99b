import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callOutcomes } from '../contract/call-outcome.ts';
import { campaignReportSchema, type CampaignReport } from '../contract/campaign-report.ts';
import { orderIdSchema, type CampaignId } from '../contract/ids.ts';
import { CampaignBench } from '../campaign/testing/campaign-bench.ts';
import { suppress } from '../compliance/index.ts';
import { keepRecord } from '../records/index.ts';
import { callRecordOf } from '../records/testing/call-record.ts';
import { testDatabase, type TestDatabase } from '../storage/testing/test-database.ts';
import { campaignReport } from './campaign-report.ts';
import { renderReport, reportCsv } from './render-report.ts';
import { cellWidth } from './terminal-cells.ts';
import { reportWords } from './report-words.ts';

let database: TestDatabase;
let bench: CampaignBench;
let campaignId: CampaignId;
let report: CampaignReport;

beforeAll(async () => {
  database = await testDatabase();
  bench = new CampaignBench(database, await database.newTenant());
  const [interested, refuses, silent] = ['+8613300000001', '+8613300000002', '+8613300000003'] as const;
  campaignId = await bench.start([interested, refuses, silent], { name: '=春季"回访"' });
  await suppress(bench.gate, bench.tenantId, silent, { reason: 'asked', source: 'test', atMs: bench.clock.now() });
  await bench.step(bench.dialer());
  for (const order of bench.book.takeOrders()) {
    const callee = order.destination.kind === 'trunk' ? order.destination.callee : '';
    const about = { callId: order.callId, attemptId: order.attemptId, campaignId, leadId: order.leadId, callee };
    const bought = callee === interested;
    const record = callRecordOf(bench.tenantId, {
      ...about,
      ...(bought
        ? {
            grade: 'A',
            orders: [{ orderId: orderIdSchema.parse(crypto.randomUUID()), product: '重疾险', amount: '300000' }],
          }
        : {
            outcome: 'busy',
            answeredBy: null,
            answeredAtMs: null,
            grade: null,
            transcript: [],
            latencies: [],
            bargeIns: [],
            talkSec: 0,
          }),
    });
    await keepRecord(database, record);
    await bench.end(order, record.outcome, { grade: record.grade });
  }
  // A call of nobody's campaign, e.g. a trunk test, is no part of any report.
  await keepRecord(database, callRecordOf(bench.tenantId));
  report = (await campaignReport(database, bench.tenantId, campaignId))!;
});
afterAll(() => database.close());

describe('campaignReport', () => {
  it('counts how far calls came, how they ended, and whom the gate refused', () => {
    expect(campaignReportSchema.parse(report)).toEqual(report);
    expect(report).toMatchObject({
      campaign: { campaignId, state: 'running' },
      leads: 3,
      leadStates: { done: 1, waiting: 1, refused: 1, claimed: 0, dialing: 0 },
      calls: 2,
      funnel: { dialed: 2, answered: 1, talked: 1, interested: 1, handedOverOrOrdered: 1, handedOver: 0, ordered: 1 },
      outcomes: { completed: 1, busy: 1 },
      answeredBy: { human: 1 },
      answers: {},
      grades: { A: 1 },
      refused: { 'suppression.tenant': 1 },
      turnLatencyMs: { p50: 350, p95: 350, count: 1 },
      replyMs: { p50: 100, count: 1 },
      bargeInMs: { p50: 80, count: 1 },
    });
  });

  it('puts all campaigns of a tenant together, and knows no other’s', async () => {
    const all = (await campaignReport(database, bench.tenantId, null))!;
    expect(all).toMatchObject({ campaign: null, leads: 3, refused: { 'suppression.tenant': 1 } });
    expect(await campaignReport(database, await database.newTenant(), campaignId)).toBeNull();
  });

  it('is shown on a terminal in two languages, its columns in line', () => {
    const chinese = renderReport(report, 'zh-CN');
    expect(chinese).toContain('名单人数 3 · 通话 2 · 录音');
    expect(chinese).toMatch(/接通 +1 +50\.0% {2}█{12}\n/);
    expect(chinese).toMatch(/客户要求不再拨打 +1 +100\.0%/);
    expect(chinese).toMatch(/应答时延（含断句等待） +p50 +350 {2}p95 +350 {2}\(1 次\)/);
    const funnel = chinese.split('\n').filter((line) => /^ {2}(拨出|接通|有对话|有意向)/.test(line));
    expect(new Set(funnel.map((line) => cellWidth(line.slice(0, line.indexOf('%'))))).size).toBe(1);
    const english = renderReport(report, 'en');
    expect(english).toMatch(/handed over or ordered +1 +50\.0%/);
    expect(english).toContain('suppression.tenant');
    expect(english).not.toMatch(/[\u4E00-\u9FFF](?<!春|季|回|访)/u);
  });

  it('says so where there is nothing', () => {
    const empty = renderReport(
      {
        ...report,
        campaign: null,
        funnel: { dialed: 0, answered: 0, talked: 0, interested: 0, handedOverOrOrdered: 0, handedOver: 0, ordered: 0 },
        outcomes: {},
        turnLatencyMs: { p50: null, p95: null, count: 0 },
      },
      'en',
    );
    expect(empty).not.toContain('Answers');
    expect(empty).toContain('All campaigns');
    expect(empty).toContain('Outcomes\n  (none)');
    expect(empty).toMatch(/end of speech to reply +p50 +– +p95 +–/);
  });

  it('is exported as CSV that a spreadsheet opens and does not run', () => {
    const csv = reportCsv(report, 'zh-CN');
    expect(csv.startsWith('\uFEFF类别,项目,名称,数量,占比\r\n')).toBe(true);
    expect(csv).toContain('漏斗,dialed,拨出,2,100.0%\r\n');
    expect(csv).toContain('合规拦截（人数）,suppression.tenant,客户要求不再拨打,1,100.0%\r\n');
    expect(csv).toContain('时延（毫秒）,turnLatencyMs.p95,应答时延（含断句等待）,350,\r\n');
    const answers = {
      remind: [
        { value: '1', calls: 3 },
        { value: '2', calls: 1 },
      ],
    };
    expect(reportCsv({ ...report, answers }, 'zh-CN')).toContain('按键回答（通话数）,remind=1,remind · 1,3,75.0%\r\n');
    const evil = reportCsv({ ...report, refused: { '=cmd()': 1 } }, 'en');
    expect(evil).toContain(",'=cmd(),'=cmd(),1,");
  });

  it('has a name for every outcome in both languages', () => {
    for (const words of Object.values(reportWords))
      expect(callOutcomes.filter((outcome) => !words.outcome[outcome])).toEqual([]);
  });
});
