import { coded, mark, spelled, type Reading } from './reading.ts';

const plateProvinces = '京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼';
const named =
  '电话|号码|尾号|工号|编号|单号|卡号|账号|学号|证号|税号|身份证|验证码|口令|密码|热线|客服|手机|微信|QQ|拨打|按|分机|邮编|房间|房号|门牌|航班|车次|股票|代码';
/** What follows a quantity, never a code. */
const notCode = String.raw`(?![\d.,]*\d|[元万亿块个])`;
const host = String.raw`(?:[A-Za-z0-9-]+\.)+(?:com|cn|net|org|top|vip|shop|info|cc|io|me)(?![A-Za-z])`;
const netMarks: Readonly<Record<string, string>> = {
  '.': ' 点 ',
  '/': ' 斜杠 ',
  '-': ' 杠 ',
  _: ' 下划线 ',
  '@': ' 艾特 ',
  '+': ' 加 ',
};

/** What is read sign by sign: addresses of the net, plates, identity cards, telephones, all kinds of numbers that name something. */
export const readingsOfCodes: readonly Reading[] = [
  {
    pattern: String.raw`(?<![A-Za-z0-9_.+-])(?:https?://)?(?<net>(?:[A-Za-z0-9_.+-]+@)?${host}(?:/[A-Za-z0-9_./-]*)?)`,
    read: ({ net = '' }, language) =>
      net
        .replace(/^www(?=\.)/i, 'W W W')
        .replaceAll(/[./_@+-]/g, (sign) => netMarks[sign] ?? sign)
        .replaceAll(/\d+/g, (digits) => coded(digits, language)),
  },
  {
    pattern: String.raw`(?<plate>[${plateProvinces}][A-Z])[·•. -]?(?<plateNumber>[A-Z0-9]{5,6})(?![A-Za-z0-9])`,
    read: ({ plate = '', plateNumber = '' }, language) =>
      `${spelled(plate, language)}，${spelled(plateNumber, language)}`,
  },
  {
    pattern: String.raw`(?<!\d)(?<card>\d{17})(?<cardEnd>[Xx])(?![A-Za-z0-9])`,
    read: ({ card = '' }, language) => `${coded(card, language)} X `,
  },
  {
    pattern: String.raw`(?<=(?:${named})[号是为：: ]{0,3})(?<codeLetters>[A-Za-z]{0,4})(?<coded>\d[\d -]*\d|\d)${notCode}`,
    read: ({ codeLetters = '', coded: digits = '' }, language) =>
      codeLetters === '' ? coded(digits, language) : ` ${spelled(codeLetters, language)} ${coded(digits, language)}`,
  },
  {
    pattern: String.raw`[(（](?<area>0\d{2,3})[)）] ?(?<local>\d{7,8})(?!\d)`,
    read: ({ area = '', local = '' }, language) => `${coded(area, language)}，${coded(local, language)}`,
  },
  {
    pattern: String.raw`\+86[ -]?(?<abroad>1[3-9]\d[ -]?\d{4}[ -]?\d{4})(?!\d)`,
    read: ({ abroad = '' }, language) => `加八六，${coded(abroad, language)}`,
  },
  {
    pattern: String.raw`(?<![\d.])(?<phone>1[3-9]\d[ -]?\d{4}[ -]?\d{4}|0\d{2,3}-\d{7,8}|[48]00-?\d{3}-?\d{4}|95\d{3}|100\d\d|12\d{3})${notCode}`,
    read: ({ phone = '' }, language) => coded(phone, language),
  },
  {
    pattern: String.raw`(?<=\d{7,} ?(?:转|[-#] ?))(?<extension>\d{2,6})${notCode}`,
    read: ({ extension = '' }, language) => coded(extension, language),
  },
  {
    pattern: String.raw`(?<serial>\d{9,})(?![\d.]|[元万亿块个])`,
    read: ({ serial = '' }, language) => coded(serial, language),
  },
  {
    pattern: String.raw`(?<![\d.])(?<numbered>\d{5,}(?=号)|\d{3,4}(?=室|房间|号房))`,
    read: ({ numbered = '' }, language) => coded(numbered, language),
  },
  {
    pattern: String.raw`(?<![A-Za-z0-9])(?<flight>[A-Z]{1,3})-?(?<flightNumber>\d{3,})(?![A-Za-z\d.,])`,
    read: ({ flight = '', flightNumber = '' }, language) =>
      ` ${spelled(flight, language)} ${coded(flightNumber, language)}`,
  },
  {
    pattern: String.raw`(?<![A-Za-z0-9])(?<business>[A-Z])2(?<customer>[A-Z])(?![A-Za-z0-9])`,
    read: ({ business = '', customer = '' }) => ` ${business} to ${customer} `,
  },
  mark('numberSign', String.raw`(?<![A-Za-z])[Nn][Oo]\. ?(?=\d)`, '第'),
];
