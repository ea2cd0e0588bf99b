import { describe, expect, it } from 'vitest';
import { judgeEntity } from '../testing/entity-table.ts';
import { divisions } from './divisions.ts';
import { findAddresses } from './address.ts';

judgeEntity(
  { type: 'address' },
  `
  深圳 → 广东省深圳市
  我在深圳 → 广东省深圳市
  广东省深圳市南山区 → 广东省深圳市
  深圳市 → 广东省深圳市
  广东的 → 广东省
  江苏苏州 → 江苏省苏州市
  江苏的苏州 → 江苏省苏州市
  江苏省，苏州市 → 江苏省苏州市
  我住在杭州西湖边上 → 浙江省杭州市
  北京 → 北京市
  北京朝阳 → 北京市朝阳区
  北京市海淀区中关村大街 → 北京市海淀区
  海淀区 → 北京市海淀区
  上海浦东 → 上海市浦东新区
  上海市浦东新区 → 上海市浦东新区
  上海的徐汇 → 上海市徐汇区
  天津和平区 → 天津市和平区
  重庆渝中 → 重庆市渝中区
  辽宁朝阳 → 辽宁省朝阳市
  吉林 → 吉林省
  吉林市 → 吉林省吉林市
  吉林长春 → 吉林省长春市
  内蒙古呼和浩特 → 内蒙古自治区呼和浩特市
  广西桂林的 → 广西壮族自治区桂林市
  新疆伊犁 → 新疆维吾尔自治区伊犁哈萨克自治州
  延边 → 吉林省延边朝鲜族自治州
  云南大理 → 云南省大理白族自治州
  大理市 → 云南省大理白族自治州
  我在大理这边 → 云南省大理白族自治州
  福建三明 → 福建省三明市
  义乌 → 浙江省金华市
  昆山的 → 江苏省苏州市
  香港 → 香港特别行政区
  老家四川，现在在杭州 → 浙江省杭州市
  我在杭州，老家四川的 → 浙江省杭州市
  老家四川 → 四川省
  不在北京，在上海 → 上海市
  我不在北京在上海 → 上海市
  我住上海南京路 → 上海市
  湖北恩施 → 湖北省恩施土家族苗族自治州
  海南海口 → 海南省海口市
  西双版纳 → 云南省西双版纳傣族自治州
  三明治
  大同小异
  北京时间
  南京路
  来宾很多
  兰州拉面
  阿里巴巴
  我在外地
  不方便说
  你们公司在哪个城市
  没有固定的地方
  东方不亮西方亮
  朝阳区`,
);

describe('the table of divisions', () => {
  it('has the provinces, and every full name is found whole', () => {
    const provinces = divisions.filter(({ kind }) => kind === 'province');
    expect(provinces).toHaveLength(34);
    const missed = divisions.filter(({ full }) => !findAddresses(full).some(({ value }) => value === full));
    expect(missed.map(({ full }) => full)).toEqual([]);
  });
  it('has no city twice', () => {
    const names = divisions.filter(({ kind }) => kind === 'city').flatMap((division) => division.names);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });
});
