import {
  endMsOfCampaign,
  purposeOfCampaign,
  startMsOfCampaign,
  type CampaignSettings,
} from '../contract/campaign-settings.ts';
import type { CallPurpose } from '../contract/dial-permit.ts';
import type { Trunk } from '../contract/lines-document.ts';
import type { ScriptDocument } from '../contract/script-document.ts';
import { opensAt, strictestOf, type GateRules } from '../compliance/index.ts';
import type { UnfitPeople } from './unfit-people.ts';

/** What must hold before a campaign may start. */
export interface StartFacts {
  readonly settings: CampaignSettings;
  readonly trunk: Pick<Trunk, 'callerNumbers' | 'simulated' | 'realTimeText'> | null;
  /** The script as published now; null where there is none, or a flow is played. */
  readonly script: Pick<ScriptDocument, 'purpose'> | null;
  /** The scripts it compares with its own, as published now; null where there is none. */
  readonly compared?: Readonly<Record<string, Pick<ScriptDocument, 'purpose'> | null>>;
  /** Whether the flow, if one is to be played, stands in the lines. */
  readonly flowIsThere: boolean;
  readonly listIsEmpty: boolean;
  /** The first people of the list whose values do not suit the script's variables. */
  readonly unfit: UnfitPeople;
  /** The platform's rules and the tenant's. */
  readonly ruleSets: readonly GateRules[];
  readonly hoursWaived: boolean;
  /** Whether speech recognition is at hand; without it and without real-time text a call hears keys alone. */
  readonly canHearSpeech: boolean;
  readonly nowMs: number;
}

export interface StartRefusal {
  readonly code:
    | 'trunk-unknown'
    | 'caller-not-owned'
    | 'script-unpublished'
    | 'flow-unknown'
    | 'purpose-understated'
    | 'list-empty'
    | 'end-passed'
    | 'variables-unfit'
    | 'window-impossible';
  readonly message: string;
}

export interface StartVerdict {
  /** Every reason at once; empty where the campaign may start. */
  readonly refusals: readonly StartRefusal[];
  /** What the operator should know, though it forbids nothing. */
  readonly warnings: readonly string[];
}

/** What a campaign says it is for is less than what its script is for; consent is judged by the former. */
export function understates(purpose: CallPurpose, script: Pick<ScriptDocument, 'purpose'>): boolean {
  return script.purpose === 'marketing' && purpose !== 'marketing';
}

/** Lists live in mainland China unless their numbers say otherwise; only an impossible window is judged here. */
const usualZone = ['Asia/Shanghai'];

/** May this campaign start? Says all that is wrong at once. */
export function judgeStart(facts: StartFacts): StartVerdict {
  const { settings, trunk, script } = facts;
  const refusals: StartRefusal[] = [];
  const refuse = (code: StartRefusal['code'], message: string): void => void refusals.push({ code, message });

  if (!trunk) refuse('trunk-unknown', `there is no trunk '${settings.trunk}': add it to the lines document`);
  const foreign = settings.callerNumbers.filter((number) => trunk && !trunk.callerNumbers.includes(number));
  if (foreign.length > 0)
    refuse(
      'caller-not-owned',
      `trunk '${settings.trunk}' does not own ${foreign.join(', ')}: a campaign shows only numbers of its trunk`,
    );
  if (settings.ivr !== undefined && !facts.flowIsThere)
    refuse('flow-unknown', `there is no flow '${settings.ivr}': add it to the ivrs of the lines document`);
  if (settings.ivr === undefined && !script)
    refuse('script-unpublished', `script '${settings.scriptId}' has no published version: publish it first`);
  const purpose = purposeOfCampaign(settings);
  judgeCompared(facts.compared, purpose, refuse);
  if (script && understates(purpose, script))
    refuse(
      'purpose-understated',
      `script '${settings.scriptId}' is for marketing, and the campaign says '${purpose}': consent is judged by the purpose`,
    );
  if (facts.listIsEmpty) refuse('list-empty', `list ${settings.listId} holds nobody: import people first`);
  const { unfit } = facts;
  if (unfit.people > 0 && unfit.people === unfit.looked)
    refuse('variables-unfit', `nobody of the list has the values that the script wants: ${unfit.examples.join('; ')}`);
  judgeTimes(facts, refuse);

  const warnings: string[] = [];
  if (trunk && settings.ivr === undefined && !trunk.realTimeText && !facts.canHearSpeech)
    warnings.push(
      `trunk '${settings.trunk}' offers no real-time text and no recogniser is installed: calls will hear keys alone`,
    );
  if (unfit.people > 0)
    warnings.push(
      `${unfit.people} of the first ${unfit.looked} people will not be called, for their values do not suit the script: ${unfit.examples.join('; ')}`,
    );
  return { refusals, warnings };
}

/** The scripts that it compares with its own must be as fit as that. */
function judgeCompared(
  compared: StartFacts['compared'],
  purpose: CallPurpose,
  refuse: (code: StartRefusal['code'], message: string) => void,
): void {
  for (const [id, script] of Object.entries(compared ?? {})) {
    const which = `script '${id}', which is compared,`;
    if (!script) refuse('script-unpublished', `${which} has no published version: publish it first`);
    else if (understates(purpose, script))
      refuse('purpose-understated', `${which} is for marketing, and the campaign says '${purpose}'`);
  }
}

/** It must end after now, and somebody must be dialed at some time before. */
function judgeTimes(
  { settings, ruleSets, hoursWaived, nowMs }: StartFacts,
  refuse: (code: StartRefusal['code'], message: string) => void,
): void {
  if ((endMsOfCampaign(settings) ?? Infinity) <= nowMs)
    refuse('end-passed', `the campaign was to end at ${settings.endAt ?? ''}, which is over: give it a later endAt`);
  const { hours } = strictestOf(ruleSets, settings);
  if (!hoursWaived && opensAt(Math.max(nowMs, startMsOfCampaign(settings) ?? 0), usualZone, hours) === null)
    refuse(
      'window-impossible',
      `the campaign's windows never meet those of the platform and the tenant: nobody could be dialed in the next 45 days`,
    );
}
