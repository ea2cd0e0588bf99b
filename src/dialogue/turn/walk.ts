import type { Branch, ScriptDocument, ScriptNode, ScriptNodeOf } from '../../contract/script-document.ts';
import { countUp } from '../count.ts';
import { timeContext } from '../dialogue-memory.ts';
import { spokenValue } from '../entity/spoken-value.ts';
import { askModel, newModelTalk } from '../model/ask-model.ts';
import { mainFlowOf, nodeAt, placeOf, webFunctionOf, type Place } from '../place.ts';
import { secretSlotsOf } from '../secret-slots.ts';
import { renderPlain, renderSpoken } from '../template.ts';
import { branchFor, keysWanted, needsAnswer } from './branches.ts';
import { isUnwantedPitch } from './mood.ts';
import { chooseProduct } from './choose-product.ts';
import { clearSlot, fillFromSameBreath, fillSlot } from './slots.ts';
import { addOutcome, addTag, currentLabel, currentNode, endOnFault, hangUp, say, state, type Turn } from './turn.ts';

/** A script that goes through more nodes than this without listening is going in circles. */
const mostSteps = 50;
const deepestReturn = 5;

/** Said to an upset customer who is let go, where the script has no words for it. */
const farewells: Readonly<Record<ScriptDocument['language'], string>> = {
  'zh-CN': '那就不打扰您了，再见。',
  en: 'I will not keep you any longer. Goodbye.',
};

/** Goes to a node and does what it says, up to the next time it must wait. */
export function enter(turn: Turn, place: Place, how: 'goes-on' | 'interrupts' = 'goes-on'): void {
  const { document } = turn.script;
  const { memory } = turn;
  turn.steps += 1;
  if (turn.steps > mostSteps) return endOnFault(turn, `${mostSteps} nodes were entered without listening`);
  const node = nodeAt(document, place);
  if (node === undefined) return endOnFault(turn, `there is no node '${place.flow}/${place.node}'`);
  if (isUnwantedPitch(turn, place, node)) return takeShelter(turn);
  rememberWayBack(turn, place, how);
  memory.at = place;
  memory.stage = 'question';
  memory.attempts = 0;
  memory.noMatchesRunning = 0;
  forgetAskedBack(turn);
  if (node.kind === 'converse') memory.modelTalk = newModelTalk();
  countUp(memory.visited, `${place.flow}/${place.node}`);
  state(turn, { kind: 'node-entered', ...place });
  for (const tag of node.tags) addTag(turn, tag);
  perform(turn, node);
}

/** What we asked beside a node's own question waits for no answer at another node. */
function forgetAskedBack({ memory }: Turn): void {
  memory.topic = null;
  memory.clarifying = null;
  memory.checkingHearing = false;
}

/** Where an upset customer is led in place of a pitch; he who was led there before is let go, with a word of goodbye. */
function takeShelter(turn: Turn): void {
  const { memory, script } = turn;
  const { upset } = script.document.patterns;
  const place = placeOf(upset?.goTo ?? '', script.mainFlow);
  const atShelter = memory.at.flow === place.flow && memory.at.node === place.node;
  if (upset !== undefined && !atShelter) return enter(turn, place);
  const goodbye = upset?.goodbye ?? [{ text: farewells[script.document.language] }];
  say(turn, goodbye, { rotationKey: '#upset-goodbye', repeatable: false, bargeIn: { mode: 'never' } });
  hangUp(turn, 'upset', 'completed');
}

function rememberWayBack(turn: Turn, to: Place, how: 'goes-on' | 'interrupts'): void {
  const { flows } = turn.script.document;
  const { memory } = turn;
  if (flows[to.flow]?.kind !== 'global') memory.returnTo = [];
  else if (how === 'interrupts') memory.returnTo.push(memory.at);
  else if (flows[memory.at.flow]?.kind !== 'global') memory.returnTo = [lastQuestion(turn)];
  memory.returnTo = memory.returnTo.slice(-deepestReturn);
}

/** The question to come back to when a flow goes into a global one by name. */
function lastQuestion(turn: Turn): Place {
  const { at, listenedAt } = turn.memory;
  const global = listenedAt === null || turn.script.document.flows[listenedAt.flow]?.kind === 'global';
  return global ? at : listenedAt;
}

function perform(turn: Turn, node: ScriptNode): void {
  switch (node.kind) {
    case 'speak':
      sayNode(turn, node);
      return needsAnswer(node) ? listen(turn) : goOn(turn, node);
    case 'jump':
      setSlots(turn, node.set);
      return followTarget(turn, node.to);
    case 'condition':
      return goOn(turn, node);
    case 'slot':
      fillFromSameBreath(turn, node);
      return askForSlot(turn, node);
    case 'recommend':
      return offerProduct(turn, node);
    case 'digits':
      sayNode(turn, node);
      return listen(turn);
    case 'function':
      sayNode(turn, node);
      return callFunction(turn, node);
    case 'transfer':
      sayNode(turn, node);
      return transfer(turn, node);
    case 'converse':
      sayNode(turn, node);
      return node.say === undefined ? askModel(turn, node) : listen(turn);
    case 'handoff':
      sayNode(turn, node);
      return handOff(turn, node);
    case 'end':
      sayNode(turn, node);
      return end(turn, node);
  }
}

/** `ok` leads on where the node asks nothing; asked again, it offers the same. */
function offerProduct(turn: Turn, node: ScriptNodeOf<'recommend'>): void {
  const fits = chooseProduct(turn, node);
  if (!fits) return leaveBy(turn, node, ['failed', 'any']);
  sayNode(turn, node);
  if (needsAnswer(node)) return listen(turn);
  leaveBy(turn, node, ['ok', 'any']);
}

/** Takes the first condition that holds, else the first branch of these kinds. */
function leaveBy(turn: Turn, node: ScriptNode, kinds: readonly Branch['on'][]): void {
  const branch = branchFor(turn, node, ['condition']) ?? branchFor(turn, node, kinds);
  if (branch === undefined) return endOnFault(turn, `no branch of '${currentLabel(turn)}' fits`);
  follow(turn, branch);
}

function setSlots(turn: Turn, values: Readonly<Record<string, string>>): void {
  for (const [slot, text] of Object.entries(values)) {
    const value = renderPlain(text, turn.script.document, turn.memory);
    if (value === '') clearSlot(turn, slot);
    else fillSlot(turn, slot, value, '');
  }
}

/** Takes the first branch that asks for nothing to be heard. */
function goOn(turn: Turn, node: ScriptNode): void {
  const branch = branchFor(turn, node, ['condition', 'any']);
  if (branch === undefined) return endOnFault(turn, `no branch of '${currentLabel(turn)}' fits`);
  follow(turn, branch);
}

export function follow(turn: Turn, branch: Branch): void {
  const { flow, node } = turn.memory.at;
  countUp(turn.memory.taken, `${flow}/${node}/${currentNode(turn)?.branches.indexOf(branch) ?? -1}`);
  if (branch.tag !== undefined) addTag(turn, branch.tag);
  followTarget(turn, branch.to);
}

export function followTarget(turn: Turn, target: string): void {
  if (target !== 'repeat' && target !== 'return') return enter(turn, placeOf(target, turn.memory.at.flow));
  turn.steps += 1;
  if (turn.steps > mostSteps) return endOnFault(turn, `${mostSteps} nodes were entered without listening`);
  const place = turn.memory.returnTo.pop();
  if (place !== undefined) {
    turn.memory.at = place;
    turn.memory.stage = 'question';
    turn.memory.attempts = 0;
    forgetAskedBack(turn);
    state(turn, { kind: 'node-entered', ...place });
  }
  const node = currentNode(turn);
  if (node !== undefined && isUnwantedPitch(turn, turn.memory.at, node)) return takeShelter(turn);
  const { resume } = turn.script.document.patterns;
  if (target === 'return') return resumeListening(turn);
  if (place !== undefined && resume !== undefined) say(turn, resume.say, { rotationKey: '#resume', repeatable: false });
  askAgain(turn);
}

/** Goes to the target of a pattern, whose bare names are nodes of the main flow. */
export function enterFromMain(turn: Turn, target: string): void {
  if (target === 'repeat' || target === 'return') return followTarget(turn, target);
  enter(turn, placeOf(target, mainFlowOf(turn.script.document)));
}

/** Asks the current node's question again, in its next wording. */
export function askAgain(turn: Turn): void {
  const node = currentNode(turn);
  if (node === undefined) return endOnFault(turn, 'there is no question to go back to');
  if (isUnwantedPitch(turn, turn.memory.at, node)) return takeShelter(turn);
  // What the model would say again is no question of the script's.
  if (node.kind === 'converse' && node.say === undefined) return listen(turn);
  // Asked again, a product is offered again, and no other chosen.
  if (node.kind !== 'recommend' || !needsAnswer(node)) return perform(turn, node);
  sayNode(turn, node);
  listen(turn);
}

function resumeListening(turn: Turn): void {
  const node = currentNode(turn);
  const answered = node?.kind === 'slot' && turn.memory.slots[node.slot] !== undefined;
  const asks = node?.kind === 'digits' || node?.kind === 'slot' || node?.kind === 'converse';
  const waits = asks || ((node?.kind === 'speak' || node?.kind === 'recommend') && needsAnswer(node));
  if (node !== undefined && waits && !answered) listen(turn);
  else askAgain(turn);
}

export function listen(turn: Turn): void {
  const { memory } = turn;
  const node = currentNode(turn);
  if (memory.mustEnd || node === undefined) return hangUp(turn, 'time-limit', 'completed');
  memory.phase = 'listening';
  memory.listenedAt = memory.at;
  const silenceMs =
    (node.kind === 'speak' ? node.silenceMs : undefined) ?? turn.script.document.patterns.silence.afterMs;
  turn.moves.push({ kind: 'listen', node: currentLabel(turn), silenceMs, keys: keysWanted(node, turn) });
}

export function sayNode(turn: Turn, node: Exclude<ScriptNode, { kind: 'jump' | 'condition' }>): void {
  const { flow, node: name } = turn.memory.at;
  if (node.say !== undefined)
    say(turn, node.say, { rotationKey: `${flow}/${name}`, bargeIn: node.bargeIn, voice: node.voice });
}

/** Says the node's question in other words; false where it has none. */
export function sayRephrased(turn: Turn, node: ScriptNode): boolean {
  if (!('rephrase' in node) || node.rephrase === undefined) return false;
  const { flow, node: name } = turn.memory.at;
  say(turn, node.rephrase, { rotationKey: `${flow}/${name}#rephrase`, bargeIn: node.bargeIn, voice: node.voice });
  return true;
}

/** Asks for the value, reads it back where the script wants that, or goes on when it is there. */
export function askForSlot(turn: Turn, node: ScriptNodeOf<'slot'>): void {
  const { flow, node: name } = turn.memory.at;
  if (turn.memory.slots[node.slot] === undefined) {
    turn.memory.stage = 'question';
    sayNode(turn, node);
    return listen(turn);
  }
  if (node.confirm === undefined) return leaveSlot(turn, node);
  turn.memory.stage = 'confirm';
  say(turn, node.confirm, { rotationKey: `${flow}/${name}#confirm`, bargeIn: node.bargeIn, voice: node.voice });
  listen(turn);
}

export function leaveSlot(turn: Turn, node: ScriptNodeOf<'slot'> | ScriptNodeOf<'digits'>): void {
  leaveBy(turn, node, ['ok', 'any']);
}

function callFunction(turn: Turn, node: ScriptNodeOf<'function'>): void {
  const { memory } = turn;
  memory.functionsSoFar += 1;
  memory.phase = 'function';
  const args = Object.entries(node.args).map(([name, text]) => [name, renderPlain(text, turn.script.document, memory)]);
  turn.moves.push({
    kind: 'call-function',
    key: String(memory.functionsSoFar),
    name: node.name,
    args: Object.fromEntries(args) as Record<string, string>,
    timeoutMs: node.timeoutMs,
    web: webFunctionOf(turn.script.document, node.name),
  });
}

function transfer(turn: Turn, node: ScriptNodeOf<'transfer'>): void {
  turn.memory.phase = 'transfer';
  const summary =
    node.summary === '' ? slotSummary(turn) : renderSpoken(node.summary, turn.script.document, turn.memory);
  turn.moves.push({ kind: 'transfer', skill: node.skill ?? null, summary });
}

function slotSummary(turn: Turn): string {
  const { slots } = turn.script.document;
  const secret = secretSlotsOf(turn.script.document);
  return Object.entries(turn.memory.slots)
    .filter(([id]) => !secret.has(id))
    .map(
      ([id, { value }]) =>
        `${slots[id]?.name ?? id}：${spokenValue(slots[id]?.entity, value, timeContext(turn.memory))}`,
    )
    .join('；');
}

function handOff(turn: Turn, node: ScriptNodeOf<'handoff'>): void {
  const other = turn.script.others.get(node.script);
  if (other === undefined) {
    const failed = branchFor(turn, node, ['failed', 'any']);
    return failed === undefined ? endOnFault(turn, `script '${node.script}' is not at hand`) : follow(turn, failed);
  }
  turn.script = other;
  turn.memory.scriptId = other.document.id;
  turn.memory.returnTo = [];
  turn.memory.listenedAt = null;
  enter(turn, { flow: other.mainFlow, node: other.document.flows[other.mainFlow]?.start ?? '' });
}

function end(turn: Turn, node: ScriptNodeOf<'end'>): void {
  const { memory } = turn;
  if (node.doNotCall) {
    addOutcome(turn, 'do-not-call');
    state(turn, { kind: 'do-not-call-asked', said: memory.lastHeard });
  }
  if (node.callBack) {
    addOutcome(turn, 'call-back');
    state(turn, { kind: 'call-back-asked', wantedAtMs: wantedTime(turn, node.callBackAt), reason: node.reason });
  }
  hangUp(turn, node.reason, 'completed');
}

/** The named time slot, else the time slot filled last. */
function wantedTime(turn: Turn, slot: string | undefined): number | null {
  const { slots } = turn.script.document;
  const last = Object.keys(turn.memory.slots)
    .filter((id) => slots[id]?.entity.type === 'time')
    .at(-1);
  const value = turn.memory.slots[slot ?? last ?? '']?.value;
  const atMs = value === undefined ? Number.NaN : Date.parse(value);
  return Number.isNaN(atMs) ? null : atMs;
}
