import { canonicalText } from '../../entity/clause.ts';

const sounds = /[嗯呃额哦噢喔唔诶欸哎唉啊呀哈哟嘛呗嘞哒]/gu;
/** Words that give time to think, where a clause begins. */
const fillersAtStart =
  /(^|，)(?:那个|这个|就是说|就是|然后|反正|其实|你好|您好|喂|不好意思|那|我说|我跟你说)+(?=[^，])/gu;
const fillersAnywhere = /就是说|怎么说呢|怎么讲呢|你知道吧|对不对|的话/gu;
/** One said twice, as those do who look for words: 我我我没有时间. */
const stutter = /(.{1,2}?)\1+/gu;

/**
 * What of a sentence means something: canonical, without sounds, fillers, stutters and sentence marks other than `，`. A sentence of nothing
 * else is given back as it came.
 */
export function whatIsSaid(text: string): string {
  const canonical = canonicalText(text);
  const said = canonical
    .replaceAll(sounds, '')
    .replaceAll(fillersAnywhere, '')
    .replaceAll(fillersAtStart, '$1')
    .replaceAll(stutter, '$1')
    .replaceAll(/，+/g, '，')
    .replaceAll(/^，|，$/g, '');
  return said === '' ? canonical : said;
}
