/**
 * The divisions of China down to the city, a line a province: its full name, then its cities by their short names. A city is a 市 where no
 * full name follows its slash; what begins with `+` is a county-level city that people name without the city it belongs to, after its slash.
 */
const table = `
河北省 石家庄 唐山 秦皇岛 邯郸 邢台 保定 张家口 承德 沧州 廊坊 衡水 +三河/廊坊 +任丘/沧州 +涿州/保定 +迁安/唐山 +雄安新区/保定
山西省 太原 大同 阳泉 长治 晋城 朔州 晋中 运城 忻州 临汾 吕梁
内蒙古自治区 呼和浩特 包头 乌海 赤峰 通辽 鄂尔多斯 呼伦贝尔 巴彦淖尔 乌兰察布 兴安盟/兴安盟 锡林郭勒/锡林郭勒盟 阿拉善/阿拉善盟
辽宁省 沈阳 大连 鞍山 抚顺 本溪 丹东 锦州 营口 阜新 辽阳 盘锦 铁岭 朝阳 葫芦岛
吉林省 长春 吉林市/吉林市 四平 辽源 通化 白山 松原 白城 延边/延边朝鲜族自治州 +延吉/延边
黑龙江省 哈尔滨 齐齐哈尔 鸡西 鹤岗 双鸭山 大庆 伊春 佳木斯 七台河 牡丹江 黑河 绥化 大兴安岭/大兴安岭地区
江苏省 南京 无锡 徐州 常州 苏州 南通 连云港 淮安 盐城 扬州 镇江 泰州 宿迁 +昆山/苏州 +张家港/苏州 +常熟/苏州 +太仓/苏州 +江阴/无锡 +宜兴/无锡
浙江省 杭州 宁波 温州 嘉兴 湖州 绍兴 金华 衢州 舟山 台州 丽水 +义乌/金华 +慈溪/宁波 +余姚/宁波 +诸暨/绍兴 +乐清/温州 +瑞安/温州 +桐乡/嘉兴 +海宁/嘉兴 +温岭/台州
安徽省 合肥 芜湖 蚌埠 淮南 马鞍山 淮北 铜陵 安庆 黄山 滁州 阜阳 宿州 六安 亳州 池州 宣城
福建省 福州 厦门 莆田 三明 泉州 漳州 南平 龙岩 宁德 +晋江/泉州 +石狮/泉州 +福清/福州
江西省 南昌 景德镇 萍乡 九江 新余 鹰潭 赣州 吉安 宜春 抚州 上饶
山东省 济南 青岛 淄博 枣庄 东营 烟台 潍坊 济宁 泰安 威海 日照 临沂 德州 聊城 滨州 菏泽 +寿光/潍坊 +滕州/枣庄 +即墨/青岛 +胶州/青岛
河南省 郑州 开封 洛阳 平顶山 安阳 鹤壁 新乡 焦作 濮阳 许昌 漯河 三门峡 南阳 商丘 信阳 周口 驻马店 济源 +新郑/郑州 +禹州/许昌
湖北省 武汉 黄石 十堰 宜昌 襄阳 鄂州 荆门 孝感 荆州 黄冈 咸宁 随州 恩施/恩施土家族苗族自治州 仙桃 潜江 天门 神农架/神农架林区
湖南省 长沙 株洲 湘潭 衡阳 邵阳 岳阳 常德 张家界 益阳 郴州 永州 怀化 娄底 湘西/湘西土家族苗族自治州 +浏阳/长沙 +吉首/湘西
广东省 广州 韶关 深圳 珠海 汕头 佛山 江门 湛江 茂名 肇庆 惠州 梅州 汕尾 河源 阳江 清远 东莞 中山 潮州 揭阳 云浮 +普宁/揭阳 +顺德/佛山 +番禺/广州
广西壮族自治区 南宁 柳州 桂林 梧州 北海 防城港 钦州 贵港 玉林 百色 贺州 河池 来宾 崇左
海南省 海口 三亚 三沙 儋州 琼海 文昌 万宁 东方 五指山 陵水/陵水黎族自治县
四川省 成都 自贡 攀枝花 泸州 德阳 绵阳 广元 遂宁 内江 乐山 南充 眉山 宜宾 广安 达州 雅安 巴中 资阳 阿坝/阿坝藏族羌族自治州 甘孜/甘孜藏族自治州 凉山/凉山彝族自治州 +西昌/凉山 +都江堰/成都 +江油/绵阳
贵州省 贵阳 六盘水 遵义 安顺 毕节 铜仁 黔西南/黔西南布依族苗族自治州 黔东南/黔东南苗族侗族自治州 黔南/黔南布依族苗族自治州 +凯里/黔东南 +都匀/黔南 +兴义/黔西南 +仁怀/遵义
云南省 昆明 曲靖 玉溪 保山 昭通 丽江 普洱 临沧 楚雄/楚雄彝族自治州 红河/红河哈尼族彝族自治州 文山/文山壮族苗族自治州 西双版纳/西双版纳傣族自治州 大理/大理白族自治州 德宏/德宏傣族景颇族自治州 怒江/怒江傈僳族自治州 迪庆/迪庆藏族自治州 +景洪/西双版纳 +蒙自/红河 +香格里拉/迪庆 +瑞丽/德宏
西藏自治区 拉萨 日喀则 昌都 林芝 山南 那曲 阿里/阿里地区
陕西省 西安 铜川 宝鸡 咸阳 渭南 延安 汉中 榆林 安康 商洛 +神木/榆林 +韩城/渭南
甘肃省 兰州 嘉峪关 金昌 白银 天水 武威 张掖 平凉 酒泉 庆阳 定西 陇南 临夏/临夏回族自治州 甘南/甘南藏族自治州 +敦煌/酒泉
青海省 西宁 海东 海北/海北藏族自治州 黄南/黄南藏族自治州 果洛/果洛藏族自治州 玉树/玉树藏族自治州 海西/海西蒙古族藏族自治州 海南州/海南藏族自治州 +格尔木/海西
宁夏回族自治区 银川 石嘴山 吴忠 固原 中卫
新疆维吾尔自治区 乌鲁木齐 克拉玛依 吐鲁番 哈密 昌吉/昌吉回族自治州 博尔塔拉/博尔塔拉蒙古自治州 巴音郭楞/巴音郭楞蒙古自治州 阿克苏/阿克苏地区 克孜勒苏/克孜勒苏柯尔克孜自治州 喀什/喀什地区 和田/和田地区 伊犁/伊犁哈萨克自治州 塔城/塔城地区 阿勒泰/阿勒泰地区 石河子 +库尔勒/巴音郭楞 +伊宁/伊犁 +阿图什/克孜勒苏
台湾省 台北 高雄 台中 台南 新北 桃园
`;

/** The districts of the cities that stand under nobody but the state; 县 where the name says so. */
const municipalities = `
北京市 东城 西城 朝阳 海淀 丰台 石景山 门头沟 房山 通州 顺义 昌平 大兴 怀柔 平谷 密云 延庆
上海市 黄浦 徐汇 长宁 静安 普陀 虹口 杨浦 浦东新 闵行 宝山 嘉定 金山 松江 青浦 奉贤 崇明
天津市 和平 河东 河西 南开 河北 红桥 滨海新 东丽 西青 津南 北辰 武清 宝坻 宁河 静海 蓟州
重庆市 渝中 江北 南岸 沙坪坝 九龙坡 大渡口 渝北 巴南 北碚 万州 涪陵 黔江 长寿 江津 合川 永川 南川 綦江 大足 璧山 铜梁 潼南 荣昌 开州 梁平 武隆 城口县 丰都县 垫江县 忠县 云阳县 奉节县 巫山县 巫溪县 石柱县 秀山县 酉阳县 彭水县
香港特别行政区 中西 湾仔 东 南 油尖旺 深水埗 九龙城 黄大仙 观塘 荃湾 屯门 元朗 北 大埔 沙田 西贡 葵青 离岛
澳门特别行政区
`;

/** A place as people name it. */
export interface Division {
  readonly names: readonly string[];
  /** Its full name: 广东省深圳市. */
  readonly full: string;
  /** What it lies in, itself included: 广东省. */
  readonly province: string;
  readonly kind: 'province' | 'city' | 'district';
}

const lines = (text: string): readonly (readonly string[])[] =>
  text
    .trim()
    .split('\n')
    .map((line) => line.split(' '));

/** 内蒙古自治区 → 内蒙古, 广东省 → 广东, 香港特别行政区 → 香港. */
function shortOf(full: string): string {
  return full.replace(/(?:壮族|回族|维吾尔)?自治区$|特别行政区$|[省市]$/, '');
}

function citiesOf([province = '', ...cities]: readonly string[]): readonly Division[] {
  const fullNames = new Map<string, string>();
  return cities.map((written): Division => {
    const [short = '', given] = written.replace(/^\+/, '').split('/');
    const full = written.startsWith('+') ? (fullNames.get(given ?? '') ?? `${given}市`) : (given ?? `${short}市`);
    fullNames.set(short, full);
    const names = written.startsWith('+')
      ? [short, `${short}市`]
      : [...new Set([full, short, ...(full.endsWith('州') ? [`${short}州`] : [])])];
    return { names, full: province + full, province, kind: 'city' };
  });
}

function districtsOf([city = '', ...districts]: readonly string[]): readonly Division[] {
  return districts.map((short) => {
    const full = short.endsWith('县') ? short : `${short}区`;
    const names = [full, ...(short.length > 1 ? [short.replace(/(?<=浦东|滨海)新$|(?<=..)县$/, '')] : [])];
    return { names, full: city + full, province: city, kind: 'district' };
  });
}

/** Every division that has a name of its own, provinces first. */
export const divisions: readonly Division[] = [
  ...[...lines(table), ...lines(municipalities)].map(([full = '']): Division => ({
    names: [full, shortOf(full)],
    full,
    province: full,
    kind: 'province',
  })),
  ...lines(table).flatMap(citiesOf),
  ...lines(municipalities).flatMap(districtsOf),
];

/** Names that are words or parts of words too: alone, they are no places (来宾, 大理, 三明治). */
export const ordinaryNames = new Set(
  '三明 大同 长治 日照 白银 来宾 安康 四平 中山 白山 黄山 吉安 安顺 和田 阿里 北海 大理 延安 玉溪 东方 天门 仙桃 中卫 文山 玉树 红河 东营 本溪 通化 南平 宁德 朝阳 平凉 固原 武威 定西 海东 海西 山南 临夏 新北 桃园 高雄 开封 保定 德州 上饶 宜春 顺德 瑞安 石狮 凯里 兴义 太仓 海宁 文昌 信阳'.split(
    ' ',
  ),
);
