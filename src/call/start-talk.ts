import type { CallId, TenantId } from '../contract/ids.ts';
import { callOrderSchema } from '../contract/call-order.ts';
import type { ChosenVariant } from '../contract/script/experiment.ts';
import type { ScriptDocument } from '../contract/script-document.ts';
import type { CallStory } from './call-story.ts';
import type { CallSurroundings } from './call-surroundings.ts';
import { listenCommand } from './listen-command.ts';
import { Talk, type TalkEnds } from './talk.ts';

/** Somebody on the line who called us, or was led here. */
export interface TalkLine {
  readonly callId: CallId;
  readonly tenantId: TenantId;
  readonly legId: string;
  readonly caller: string;
  readonly called: string;
  readonly around: CallSurroundings;
}

/** A robot conversation on a line that is up: keys and speech, no real-time text. */
export function startTalk(
  line: TalkLine,
  about: {
    readonly script: ScriptDocument;
    readonly version: number;
    readonly variants?: readonly ChosenVariant[];
    readonly variables: Readonly<Record<string, string>>;
    /** They ring back: the conversation begins where the script says why we called. */
    readonly ringsBack?: boolean;
  },
  story: CallStory,
  ends: TalkEnds,
): Talk {
  const { callId, tenantId, legId, around } = line;
  const { script } = about;
  const order = callOrderSchema.parse({
    callId,
    tenantId,
    attemptId: null,
    campaignId: null,
    leadId: null,
    destination: { kind: 'address', address: `sip:${line.caller || 'anonymous'}@localhost`, caller: line.called },
    script,
    scriptVersion: about.version,
    ...(about.variants && { variants: about.variants }),
    variables: { ...about.variables },
    ...(about.ringsBack === true && { ringsBack: true }),
  });
  const talk = new Talk(order, script, legId, around, story, ends);
  talk.prepare();
  around.media.send(listenCommand(legId, around, script));
  talk.start(false);
  return talk;
}
