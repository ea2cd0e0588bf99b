// Judges a carrier's log by rules, without the program: `node scripts/check-carrier-log.mjs CARRIER.jsonl RULES.json [--json]`.
// It imports nothing of `src`, so that a fault of the gate is no fault of its judge. Exit code 0: no breach; 1: breaches, each on
// a line; 2: what was given cannot be read.
//
// The log is JSON lines as the simulated carrier writes them; read are `invite` (sipCallId, at.wallMs, callee, caller,
// admission) and the ends of calls (`refused`, `cancel`, `bye`). The rules; what is absent is not judged:
//   zones          { "+86": ["Asia/Shanghai"] }: where numbers live, by their longest beginning; open must be all of them
//   windowSets     [[{ from: "09:00", to: "12:00", days: [1, 5] }]]: inside one span of each set, by the callee's clock
//   holidays       ["2026-10-01"], local to the callee
//   caps           [{ withinMs, max }]: dials of one number, whatever number was shown
//   minIntervalMs  from one dial of a number to its next
//   linesAtOnce    calls in the air
//   blocked        [{ prefix, name }]
//   silent         [{ number, fromMs, why }]: never dialed after that moment: suppressed, without consent
//   callers        numbers that may be shown
//   graceMs        how long before its INVITE a dial may have been permitted and counted
//   clockShiftMs   what the program's clock was ahead of the carrier's
import { readFileSync } from 'node:fs';

const usage = 'usage: node scripts/check-carrier-log.mjs CARRIER.jsonl RULES.json [--json]';
const known = new Set([
  'zones',
  'windowSets',
  'holidays',
  'caps',
  'minIntervalMs',
  'linesAtOnce',
  'blocked',
  'silent',
  'callers',
  'graceMs',
  'clockShiftMs',
]);

class Unreadable extends Error {}

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new Unreadable(`${file}: ${error.message}`, { cause: error });
  }
}

function parse(text, where) {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Unreadable(`${where}: not JSON: ${error.message}`, { cause: error });
  }
}

function readRules(file) {
  const rules = parse(read(file), file);
  const strange = Object.keys(rules).filter((name) => !known.has(name));
  if (strange.length > 0) throw new Unreadable(`${file}: no such rule: ${strange.join(', ')}`);
  if ((rules.windowSets || rules.holidays) && !rules.zones)
    throw new Unreadable(`${file}: windowSets and holidays want zones`);
  return { graceMs: 0, clockShiftMs: 0, ...rules };
}

/** Every INVITE of the log with when it came and when its call ended, by the program's clock. */
function readDials(file, { clockShiftMs }) {
  const dials = [];
  const open = new Map();
  for (const [index, line] of read(file).split('\n').entries()) {
    if (line === '') continue;
    const entry = parse(line, `${file}:${index + 1}`);
    const atMs = entry.at?.wallMs + clockShiftMs;
    if (entry.event === 'invite') {
      if (!Number.isFinite(atMs) || typeof entry.callee !== 'string')
        throw new Unreadable(`${file}:${index + 1}: an invite wants callee and at.wallMs`);
      const { callee, caller, admission, sipCallId } = entry;
      const dial = { callee, caller, taken: admission === undefined || admission === 'taken', atMs, endMs: Infinity };
      dials.push(dial);
      open.set(sipCallId, dial);
    } else if (['refused', 'cancel', 'bye'].includes(entry.event)) {
      const dial = open.get(entry.sipCallId);
      if (dial) dial.endMs = Math.min(dial.endMs, atMs);
    }
  }
  return dials.sort((a, b) => a.atMs - b.atMs);
}

const formats = new Map();

/** What a clock of `zone` shows: date, ISO weekday, minute of the day. */
function wallClock(ms, zone) {
  if (!formats.has(zone))
    formats.set(
      zone,
      new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short', hourCycle: 'h23' }),
    );
  const [date, time] = formats.get(zone).format(ms).split(' ');
  const [hours, minutes] = time.split(':').map(Number);
  return { date, weekday: new Date(`${date}T12:00:00Z`).getUTCDay() || 7, minute: hours * 60 + minutes, time };
}

const minuteOf = (time) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));

function zonesOf(callee, zones) {
  const beginning = Object.keys(zones)
    .filter((prefix) => callee.startsWith(prefix))
    .sort((a, b) => b.length - a.length)[0];
  return beginning === undefined ? [] : zones[beginning];
}

const insideSpan = ({ from, to, days }, clock) =>
  (days === undefined || days.includes(clock.weekday)) && minuteOf(from) <= clock.minute && clock.minute < minuteOf(to);

/** What is wrong with one INVITE by itself. */
function* judgeDial(dial, rules) {
  const { callee, caller, atMs } = dial;
  const moments = rules.graceMs > 0 ? [atMs, atMs - rules.graceMs] : [atMs];
  const region = rules.blocked?.find(({ prefix }) => callee.startsWith(prefix));
  if (region) yield ['region', `the region ${region.name || region.prefix} is blocked`];
  if (rules.callers && !rules.callers.includes(caller)) yield ['caller', `showed ${caller}, which is not ours`];
  for (const { number, fromMs, why } of rules.silent ?? [])
    if (number === callee && atMs > fromMs + rules.graceMs)
      yield ['suppression', `not to be dialed since ${new Date(fromMs).toISOString()}: ${why}`];
  if (!rules.windowSets && !rules.holidays) return;
  const zones = zonesOf(callee, rules.zones);
  if (zones.length === 0) yield ['window', 'nobody knows where this number lives'];
  for (const zone of zones) {
    const clocks = moments.map((ms) => wallClock(ms, zone));
    if (clocks.every(({ date }) => rules.holidays?.includes(date)))
      yield ['holiday', `${clocks[0].date} is a holiday in ${zone}`];
    const open = clocks.some((clock) =>
      (rules.windowSets ?? []).every((set) => set.some((span) => insideSpan(span, clock))),
    );
    if (!open) yield ['window', `it was ${clocks[0].date} ${clocks[0].time} in ${zone}`];
  }
}

/** What is wrong with the dials of one number together; those that the carrier turned away rang no telephone. */
function* judgeNumber(dials, rules) {
  for (const [index, dial] of dials.entries()) {
    const before = dials[index - 1];
    if (rules.minIntervalMs && before && dial.atMs - before.atMs < rules.minIntervalMs - rules.graceMs)
      yield [
        dial,
        'interval',
        `${(dial.atMs - before.atMs) / 1000} s after the dial before, wanted ${rules.minIntervalMs / 1000} s`,
      ];
    for (const { withinMs, max } of rules.caps ?? []) {
      const count = dials.filter(({ atMs }, at) => at <= index && atMs > dial.atMs - withinMs + rules.graceMs).length;
      if (count > max) yield [dial, 'cap', `${count} dials within ${withinMs / 1000} s, at most ${max}`];
    }
  }
}

function* judgeLines(dials, { linesAtOnce }) {
  for (const dial of dials) {
    const inTheAir = dials.filter(({ atMs, endMs }) => atMs <= dial.atMs && dial.atMs < endMs).length;
    if (inTheAir > linesAtOnce) yield [dial, 'lines', `${inTheAir} calls at once, at most ${linesAtOnce}`];
  }
}

function judge(dials, rules) {
  const breaches = dials.flatMap((dial) => [...judgeDial(dial, rules)].map(([rule, what]) => [dial, rule, what]));
  const taken = dials.filter((dial) => dial.taken);
  for (const ofNumber of byNumber(taken)) breaches.push(...judgeNumber(ofNumber, rules));
  if (rules.linesAtOnce) breaches.push(...judgeLines(taken, rules));
  return breaches.map(([{ callee, atMs }, rule, what]) => ({
    rule,
    callee: `${callee.slice(0, 4)}****${callee.slice(-4)}`,
    at: new Date(atMs).toISOString(),
    what,
  }));
}

function byNumber(dials) {
  const groups = new Map();
  for (const dial of dials) groups.set(dial.callee, [...(groups.get(dial.callee) ?? []), dial]);
  return groups.values();
}

try {
  const [log, rulesFile, ...flags] = process.argv.slice(2);
  if (log === undefined || rulesFile === undefined) throw new Unreadable(usage);
  const rules = readRules(rulesFile);
  const dials = readDials(log, rules);
  const breaches = judge(dials, rules);
  const judged = Object.keys(rules).filter((name) => !['graceMs', 'clockShiftMs', 'zones'].includes(name));
  if (flags.includes('--json')) console.log(JSON.stringify({ invites: dials.length, judged, breaches }));
  else {
    for (const { rule, callee, at, what } of breaches) console.log(`${rule}\t${callee}\t${at}\t${what}`);
    console.log(`${dials.length} INVITEs judged by ${judged.join(', ')}: ${breaches.length || 'no'} breaches`);
  }
  process.exitCode = breaches.length > 0 ? 1 : 0;
} catch (error) {
  if (!(error instanceof Unreadable)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
