/**
 * The rooms of `src/` and what each may import: the one list that the checker reads and the docs quote.
 * A room enters another by its `index.ts`; `contract` and `foundation` are open vocabularies that every room may use.
 */
export const rooms = {
  foundation: [],
  contract: [],

  // live half: memory and time, no database
  audio: [],
  telephony: ['audio'],
  speech: ['audio'],
  dialogue: [],
  call: ['dialogue', 'speech', 'telephony', 'audio'],
  'language-model': [],
  embedding: [],
  switchboard: ['call', 'telephony', 'audio'],
  simulator: ['speech', 'telephony', 'audio'],

  // business half: PostgreSQL, no packets
  storage: [],
  accounts: ['storage'],
  lines: ['storage'],
  scripts: ['storage', 'dialogue'],
  // between both halves: conversations by text, without either
  rehearsal: ['dialogue'],
  compliance: ['storage'],
  leads: ['storage', 'compliance'],
  records: ['storage', 'dialogue'],
  seats: ['storage'],
  voicemail: ['storage'],
  integrations: ['storage'],
  tuning: ['storage', 'records', 'scripts', 'dialogue'],
  experiments: ['storage', 'records', 'dialogue'],
  campaign: ['storage', 'leads', 'compliance', 'scripts', 'lines', 'records', 'experiments'],
  quality: ['storage', 'records'],
  analytics: ['storage', 'records', 'campaign'],
  billing: ['storage', 'records'],

  // doors
  api: [
    'accounts',
    'lines',
    'scripts',
    'compliance',
    'leads',
    'records',
    'seats',
    'integrations',
    'campaign',
    'quality',
    'analytics',
    'billing',
  ],
  cli: [],
  'cti-client': [],
  app: '*',
};

/** Rooms whose every file may be imported by any room above. */
export const openRooms = ['contract', 'foundation'];
