// Shows who calls when an agent's telephone rings, and does with the call what is typed:
//
//   WAIHU_URL=http://127.0.0.1:8080 WAIHU_KEY=wk_… node examples/cti/screen-pop.mjs 801
//
//   hold | resume | transfer 802 | hang-up | quit
import { createInterface } from 'node:readline';
import { connectCti } from 'waihu/cti';
import { WebSocket } from 'ws';

const [agent] = process.argv.slice(2);
const { WAIHU_URL: url = 'http://127.0.0.1:8080', WAIHU_KEY: key } = process.env;
if (!agent || !key) {
  console.error('usage: WAIHU_KEY=wk_… node examples/cti/screen-pop.mjs EXTENSION-OR-SEAT');
  process.exit(2);
}

/** The call on the agent's screen. */
let shown = null;
let leaving = false;
const cti = connectCti({ url, key, parties: [agent], WebSocket });

cti.on('link', ({ up, why, final }) => {
  console.log(up ? `已连接，等待 ${agent} 的来电` : `连接断开：${why}`);
  if (!final) return;
  process.exitCode = leaving ? 0 : 1;
  process.stdin.destroy();
});
cti.on('ringing', ({ call }) => {
  shown = call;
  console.log(`☎ 来电 ${call.caller} → ${call.callee}`);
  for (const { label, value } of call.card?.values ?? []) console.log(`   ${label}：${value}`);
  for (const { node, keys } of call.card?.keys ?? []) console.log(`   ${node} 按键 ${keys}`);
});
cti.on('party-joined', ({ call }) => (shown = call ?? shown));
cti.on('call-ended', ({ event }) => {
  if (event.callId !== shown?.callId) return;
  shown = null;
  console.log('通话结束');
});

/** The other side: what is held or led elsewhere. */
const otherParty = () => shown?.parties.find(({ party }) => party !== agent);

async function obey(line) {
  const [word, to] = line.trim().split(/\s+/);
  if (word === 'quit') {
    leaving = true;
    return cti.close();
  }
  const other = otherParty();
  if (!shown || !other) return console.log('现在没有通话');
  const { callId } = shown;
  const commands = {
    hold: () => cti.hold({ callId, leg: other.leg }),
    resume: () => cti.resume({ callId, leg: other.leg }),
    transfer: () => cti.transfer({ callId, leg: other.leg, to }),
    'hang-up': () => cti.hangUp({ callId }),
  };
  if (!(word in commands)) return console.log('hold | resume | transfer 802 | hang-up | quit');
  await commands[word]();
  console.log('✓');
}

for await (const line of createInterface({ input: process.stdin })) {
  await obey(line).catch((error) => console.log(`✗ ${error.code ?? ''} ${error.message}`));
}
