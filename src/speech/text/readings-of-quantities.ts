import { quantityInChinese } from './chinese-numbers.ts';
import { dash, mark, number, signed, type Reading } from './reading.ts';

const currencies: Readonly<Record<string, string>> = {
  US$: '美元',
  $: '美元',
  HK$: '港元',
  '€': '欧元',
  '£': '英镑',
  '¥': '元',
  '￥': '元',
  RMB: '元',
};
const unitNames: Readonly<Record<string, string>> = {
  kg: '公斤',
  KG: '公斤',
  Kg: '公斤',
  mg: '毫克',
  g: '克',
  km: '公里',
  KM: '公里',
  cm: '厘米',
  mm: '毫米',
  m: '米',
  ml: '毫升',
  mL: '毫升',
  L: '升',
  '㎡': '平方米',
  'm²': '平方米',
  'm³': '立方米',
  '℃': '摄氏度',
  '°C': '摄氏度',
  GB: 'G',
  TB: 'T',
  MB: '兆',
  Mbps: '兆',
  W: '瓦',
  kW: '千瓦',
  kWh: '千瓦时',
  V: '伏',
  mAh: '毫安时',
  Hz: '赫兹',
};
const units = Object.keys(unitNames)
  .sort((left, right) => right.length - left.length)
  .join('|');
/** Two of these are 两; of floors, months, days and numbers (2楼, 2月, 2日, 2号) 二. */
const counted = String.raw`[个位名天年次元块种份张条家人周倍分秒岁套米斤克吨笔通件只本台部辆双遍趟句页段项口瓶盒箱毛角成万千百亿]|公斤|公里|小时|平米|平方|星期|季度|美元|点(?!\d)|、3`;
const notSigned = String.raw`(?<![\p{L}\p{N}%％.])`;

/** Amounts, percentages, fractions, ratios, ranges, measures, plain numbers. What is particular stands before what is general. */
export const readingsOfQuantities: readonly Reading[] = [
  {
    pattern: String.raw`(?<currency>US\$|HK\$|RMB ?|[$€£¥￥]) ?(?<money>${number})(?<scale>[百千万亿]*)(?:元|美元)?`,
    read: ({ currency = '', money = '', scale = '' }) => `${amount(money)}${scale}${currencies[currency.trim()] ?? ''}`,
  },
  {
    pattern: String.raw`(?<price>\d{1,3}(?:,\d{3})+\.\d+|\d+\.\d+)(?=[元块])`,
    read: ({ price = '' }) => amount(price),
  },
  {
    pattern: `(?<from>${number})(?:${dash}|至)(?<to>${number})(?<rangePercent>[%％]?)`,
    read: ({ from = '', to = '', rangePercent = '' }) =>
      `${rangePercent === '' ? '' : '百分之'}${quantityInChinese(from)}到${quantityInChinese(to)}`,
  },
  {
    pattern: `(?:${notSigned}(?<percentSign>[-−+±]))?(?<percent>${number})(?<per>[%％‰])`,
    read: ({ percentSign = '', percent = '', per = '' }) =>
      signed(percentSign, percent, per === '‰' ? '千分之' : '百分之'),
  },
  {
    pattern: String.raw`(?<![\d/.])(?<part>\d{1,3})/(?<whole>[1-9]\d{0,3})(?![\d/])`,
    read: ({ part = '', whole = '' }) => `${quantityInChinese(whole)}分之${quantityInChinese(part)}`,
  },
  {
    pattern: String.raw`(?<![\d:：])(?<left>\d{1,3})[:：](?<right>\d{1,3})(?![\d:：])`,
    read: ({ left = '', right = '' }) => `${quantityInChinese(left)}比${quantityInChinese(right)}`,
  },
  {
    pattern: `(?<perHour>${number}) ?(?:km/h|KM/H)`,
    read: ({ perHour = '' }) => `每小时${quantityInChinese(perHour)}公里`,
  },
  {
    pattern: String.raw`(?:(?<!\d)(?<coldSign>[-−]))?(?<degrees>${number}) ?(?:℃|°C)`,
    read: ({ coldSign = '', degrees = '' }) => `${signed(coldSign, degrees)}摄氏度`,
  },
  {
    pattern: `(?<measured>${number}) ?(?<unit>${units})(?![A-Za-z])`,
    read: ({ measured = '', unit = '' }) =>
      `${unit === 'GB' ? quantityInChinese(measured) : measure(measured)}${unitNames[unit] ?? unit}`,
  },
  {
    pattern: `(?<broadband>${number}) ?M(?=宽带|流量|网|光纤)`,
    read: ({ broadband = '' }) => `${quantityInChinese(broadband)}兆`,
  },
  { pattern: String.raw`(?<![\d.第])2(?=${counted})`, read: () => '两' },
  {
    pattern: `${notSigned}(?<sign>[-−+±])(?<signed>${number})`,
    read: ({ sign = '', signed: value = '' }) => signed(sign, value),
  },
  mark('atLeast', String.raw`(?:≥|>=) ?(?=\d)`, '大于等于'),
  mark('atMost', String.raw`(?:≤|<=) ?(?=\d)`, '小于等于'),
  mark('moreThan', String.raw`[>＞] ?(?=\d)`, '大于'),
  mark('lessThan', String.raw`[<＜] ?(?=\d)`, '小于'),
  mark('times', String.raw`(?<=[\d米m]) ?[×*xX] ?(?=\d)`, '乘'),
  { pattern: `(?<quantity>${number})`, read: ({ quantity = '' }) => quantityInChinese(quantity) },
];

/** Money: 19.90 is 十九点九, 20.00 is 二十. */
function amount(written: string): string {
  return quantityInChinese(written.includes('.') ? written.replace(/\.?0+$/, '') : written);
}

function measure(written: string): string {
  return written === '2' ? '两' : quantityInChinese(written);
}
