import { tenantAdd, tenantList, userAdd, userList, userResetPassword } from './account-commands.ts';
import { apiKeyCreate, apiKeyList, apiKeyRevoke } from './api-key-commands.ts';
import { callCommand, scriptCall } from './call-command.ts';
import {
  campaignArchive,
  campaignCopy,
  campaignCreate,
  campaignList,
  campaignPause,
  campaignReportCommand,
  campaignResume,
  campaignStart,
  campaignStop,
  campaignStrategy,
  stopAll,
} from './campaign-commands.ts';
import type { Command } from './command.ts';
import { campaignExperiment, experimentRecount, experimentStatus, experimentTake } from './experiment-commands.ts';
import { leadsImport, leadsLists } from './leads-commands.ts';
import { linesApply, linesShow } from './lines-commands.ts';
import { scriptReplay } from './replay-command.ts';
import { scriptList, scriptPublish } from './script-commands.ts';
import {
  scriptApprove,
  scriptDiff,
  scriptExport,
  scriptHistory,
  scriptImport,
  scriptRelease,
  scriptReturn,
  scriptReview,
  scriptRollback,
} from './script-version-commands.ts';
import { reportUsageCommand, speechSet, speechShow } from './speech-commands.ts';
import {
  scriptAssign,
  scriptEffects,
  scriptGather,
  scriptIgnore,
  scriptMisunderstood,
  scriptReport,
} from './tuning-commands.ts';
import { numberList, numberMark, numberUnmark } from './number-commands.ts';
import { trunkTest } from './trunk-test.ts';

/** Every command by the name the terminal asks for it. */
export const commands = {
  'lines apply': linesApply,
  'lines show': linesShow,
  'number list': numberList,
  'number mark': numberMark,
  'number unmark': numberUnmark,
  'leads import': leadsImport,
  'leads lists': leadsLists,
  'script publish': scriptPublish,
  'script list': scriptList,
  'script call': scriptCall,
  'script replay': scriptReplay,
  'script diff': scriptDiff,
  'script history': scriptHistory,
  'script review': scriptReview,
  'script approve': scriptApprove,
  'script return': scriptReturn,
  'script release': scriptRelease,
  'script rollback': scriptRollback,
  'script export': scriptExport,
  'script import': scriptImport,
  'script misunderstood': scriptMisunderstood,
  'script assign': scriptAssign,
  'script ignore': scriptIgnore,
  'script effects': scriptEffects,
  'script report': scriptReport,
  'script gather': scriptGather,
  'script experiment status': experimentStatus,
  'script experiment take': experimentTake,
  'script experiment recount': experimentRecount,
  'campaign experiment': campaignExperiment,
  'campaign create': campaignCreate,
  'campaign copy': campaignCopy,
  'campaign archive': campaignArchive,
  'campaign list': campaignList,
  'campaign start': campaignStart,
  'campaign pause': campaignPause,
  'campaign resume': campaignResume,
  'campaign stop': campaignStop,
  'campaign report': campaignReportCommand,
  'campaign strategy': campaignStrategy,
  'stop all': stopAll,
  'tenant add': tenantAdd,
  'tenant list': tenantList,
  'user add': userAdd,
  'user list': userList,
  'user reset-password': userResetPassword,
  'api-key create': apiKeyCreate,
  'api-key list': apiKeyList,
  'api-key revoke': apiKeyRevoke,
  'speech show': speechShow,
  'speech set': speechSet,
  'report usage': reportUsageCommand,
  call: callCommand,
  'trunk test': trunkTest,
} as const satisfies Record<string, Command>;

export type CommandName = keyof typeof commands;
