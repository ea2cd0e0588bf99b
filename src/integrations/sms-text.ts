import { spokenYuan } from '../foundation/spoken-yuan.ts';

/** Texts that are there from the start; a tenant's own of the same name stand before them. `{place}` takes an argument or what is known of the person. */
export const builtInSmsTemplates: Readonly<Record<string, string>> = {
  'insurance-plan': '您好，您咨询的{product}（保额{amount}）方案已为您准备好，顾问将与您联系。拒收请回复R',
  'insurance-introduction':
    '您好，您要的健康险资料已为您准备好，想了解重疾险和医疗险的详情，顾问随时为您解答。拒收请回复R',
  'event-introduction': '您好，欢迎参加{event}，现场有免费体测、健康讲座和小礼品。拒收请回复R',
  'event-ticket': '您已成功报名{event}，人数{people}，到场时间{arrival}，请凭本短信入场。拒收请回复R',
  'credit-card-application':
    '您好，您要的{card}申请链接已为您准备好，请本人填写，权益和费用以申请页面为准，验证码勿告诉他人。拒收请回复R',
  'credit-card-introduction': '您好，您要的信用卡权益和费用说明已为您准备好，请在官方渠道查看。拒收请回复R',
  'trial-lesson': '您已约好{course}试听课，时间{time}，地点{address}，试听免费。拒收请回复R',
  'course-introduction': '您好，您要的课程介绍已为您准备好，有会计、平面设计和数据分析，试听免费。拒收请回复R',
  'house-visit': '您已约好看房：{project}，时间{time}，地址{place}，置业顾问等您。拒收请回复R',
  'house-introduction': '您好，您要的{project}户型图已为您准备好，价格以现场公示为准。拒收请回复R',
  'appointment-ticket': '您已约好{service}，时间{time}，地址{place}，改期请致电门诊。拒收请回复R',
  'appointment-reminder': '提醒您：{service}的预约时间是{time}，地址{place}，改期请致电门诊。拒收请回复R',
  'clinic-introduction': '您好，门诊地址：{place}，每天九点到十八点，周末也开。拒收请回复R',
  'payment-note': '您好，您预计{time}办理的事项已登记，请通过官方App办理，切勿转账给个人。拒收请回复R',
  'payment-detail': '您好，您的{product}本期{amount}，日期{due}，请通过官方App办理，切勿转账给个人。拒收请回复R',
  'order-created': '您的{product}（保额{amount}）已登记，受理编号{orderNumber}。拒收请回复R',
};

/** The text with its places filled, or the places for which there is nothing. */
export function smsText(
  template: string,
  values: Readonly<Record<string, string>>,
): { readonly ok: true; readonly text: string } | { readonly ok: false; readonly missing: readonly string[] } {
  const missing = new Set<string>();
  const text = template.replace(/\{([^{}]+)\}/g, (_place, name: string) => {
    const value = values[name.trim()];
    if (value === undefined || value === '') missing.add(name.trim());
    return readable(name.trim(), value ?? '');
  });
  return missing.size === 0 ? { ok: true, text } : { ok: false, missing: [...missing] };
}

/**
 * What a script keeps, as people read it: a time (2026-03-07T10:00:00+08:00) as 3月7日10:00, the yuan of an `amount` (300000) as 30万元.
 * Anything else stays as it is.
 */
function readable(place: string, value: string): string {
  if (place === 'amount' && /^\d+(\.\d+)?$/.test(value)) return spokenYuan(Number(value));
  const time = /^\d{4}-(\d{2})-(\d{2})T(\d{2}:\d{2}):\d{2}[+-]\d{2}:\d{2}$/.exec(value);
  return time === null ? value : `${Number(time[1])}月${Number(time[2])}日${time[3] ?? ''}`;
}
