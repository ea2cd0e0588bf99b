/** Texts that are there from the start; a tenant's own of the same name stand before them. `{place}` takes an argument or what is known of the person. */
export const builtInSmsTemplates: Readonly<Record<string, string>> = {
  'insurance-plan': '您好，您咨询的{product}（保额{amount}）方案已为您准备好，顾问将与您联系。拒收请回复R',
  'insurance-introduction':
    '您好，您要的健康险资料已为您准备好，想了解重疾险和医疗险的详情，顾问随时为您解答。拒收请回复R',
  'event-introduction': '您好，欢迎参加{event}，现场有免费体测、健康讲座和小礼品。拒收请回复R',
  'event-ticket': '您已成功报名{event}，人数{people}，到场时间{arrival}，请凭本短信入场。拒收请回复R',
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
    return value ?? '';
  });
  return missing.size === 0 ? { ok: true, text } : { ok: false, missing: [...missing] };
}
