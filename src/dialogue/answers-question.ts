import type { Entity, ScriptNode } from '../contract/script-document.ts';
import type { CompiledScript } from './compiled-script.ts';
import { timeContext, type DialogueMemory } from './dialogue-memory.ts';
import { canonicalText } from './entity/clause.ts';
import { extractEntity } from './entity/extract-entity.ts';
import { findDictatedDigits } from './entity/dictated-digits.ts';
import { findTime } from './entity/time-phrase.ts';
import type { TimeContext } from './entity/calendar.ts';
import { expectedPhrases } from './expected-phrases.ts';
import { nodeAt } from './place.ts';
import { isBackchannel } from './understand/backchannel.ts';
import { understand } from './understand/learnt.ts';

/** Words after which a sentence goes on. */
const unfinished =
  /(但是|但|不过|因为|所以|然后|而且|还有|如果|要是|就是|那个|这个|的话|比如|或者|和|跟|想要|我要|我是|你们|我们|我|你|那|把|给|想|嗯|呃|一个|一|在|那就|觉得|其实)$/;
const unfinishedNumber = /[0-9零一幺二两三四五六七八九十百千几]$/;
/** Longer sentences are stories: they end when they end. */
const longestAnswer = 12;

/**
 * Does what was heard so far answer the question that was asked (`answer`: the pause may be cut short), or is it in mid-phrase or
 * mid-number (`more`: wait longer)?
 */
export function answersQuestion(
  script: CompiledScript,
  memory: DialogueMemory,
  partialText: string,
): 'answer' | 'more' | 'unknown' {
  const current = script.others.get(memory.scriptId) ?? script;
  const canonical = canonicalText(partialText);
  const node = nodeAt(current.document, memory.at);
  if (canonical === '' || node === undefined || isBackchannel(canonical, current.fillers)) return 'unknown';
  if (node.kind === 'slot' && memory.stage === 'question') {
    const answer = answersSlot(current, memory, node.slot, canonical);
    if (answer !== 'unknown') return answer;
  } else if (node.kind === 'digits' && unfinishedNumber.test(canonical)) return 'more';
  const meaning = answersByMeaning(current, node, canonical);
  return meaning === 'unknown' && beginsExpected(script, memory, canonical) ? 'more' : meaning;
}

/** A character alone begins too many phrases to say anything. */
const shortestBeginning = 2;

/** It is how one of the phrases begins that are likely here (你们公司 of 你们公司是哪一年成立的), and is none of them itself. */
function beginsExpected(script: CompiledScript, memory: DialogueMemory, canonical: string): boolean {
  if (canonical.length < shortestBeginning) return false;
  const phrases = expectedPhrases(script, memory).map(canonicalText);
  return !phrases.includes(canonical) && phrases.some((phrase) => phrase.startsWith(canonical));
}

type Verdict = 'answer' | 'more' | 'unknown';

function answersSlot(script: CompiledScript, memory: DialogueMemory, slot: string, canonical: string): Verdict {
  const entity = script.document.slots[slot]?.entity;
  if (entity === undefined || entity.type === 'text' || entity.type === 'yes-no')
    return unfinished.test(canonical) ? 'more' : 'unknown';
  const context = timeContext(memory);
  if (entity.type === 'time') return answersTime(canonical, context);
  if (entity.type === 'digits') return unfinishedNumber.test(canonical) ? 'more' : 'unknown';
  const isDictated = dictated.has(entity.type);
  if (!isDictated && entity.type !== 'choice' && unfinishedNumber.test(canonical)) return 'more';
  if (/[到至]$/.test(canonical)) return 'more';
  const value = extractEntity(entity, canonical, 'asked', context);
  if (value !== null) return wantsMore(entity, canonical, value) ? 'unknown' : 'answer';
  return isDictated && findDictatedDigits(canonical).length > 0 ? 'more' : 'unknown';
}

/** What is said digit by digit, and has its last digit when it is right as a whole. */
const dictated = new Set<Entity['type']>(['phone', 'id-number', 'bank-card']);

/** A province may still get its city, a surname its name, a part of the day its hours. */
function wantsMore(entity: Entity, canonical: string, value: string): boolean {
  if (entity.type === 'address') return /(?:省|自治区|市)$/.test(value) && !/(?<=省|自治区).+市$/.test(value);
  if (entity.type === 'name') return value.length === 1;
  return entity.type === 'time-range' && !/[点:]/.test(canonical);
}

/** A day may still get its hour, an hour its minutes. */
function answersTime(canonical: string, context: TimeContext): Verdict {
  const precision = findTime(canonical, context)?.precision;
  if (precision === 'day' || precision === 'part') return 'more';
  return precision === 'minute' && !/[点小过]$/.test(canonical) ? 'answer' : 'unknown';
}

function answersByMeaning(script: CompiledScript, node: ScriptNode, canonical: string): Verdict {
  const [first] = understand(script, canonical);
  if (first === undefined || first.confidence < 0.85) return unfinished.test(canonical) ? 'more' : 'unknown';
  const meantHere =
    script.flowOfIntent.has(first.id) ||
    script.knowledgeOfIntent.has(first.id) ||
    first.of === 'knowledge' ||
    node.branches.some(({ on, intent }) => (on === 'intent' && intent === first.id) || on === first.polarity) ||
    (node.kind === 'slot' && first.generic);
  if (!meantHere || canonical.length > longestAnswer) return 'unknown';
  return /(但是|不过|因为|然后|如果|那个|就是|的话)$/.test(canonical) ? 'more' : 'answer';
}
