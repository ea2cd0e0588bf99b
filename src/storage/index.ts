/**
 * PostgreSQL: one of our own in the data folder or one that is given, the tables' types, the migrations, and the outbox
 * through which facts reach reactions. It never decides anything about the business, and it hands out no transaction
 * that could see two tenants.
 *
 * A room adds tables by a numbered file in `migrations/` (never edited once landed; `0001-tenant-tables.sql` says how a
 * table is declared) and their types in `tables/<room>.ts`, joined in `tables.ts`.
 */
export { openDatabase, type Database, type OpenDatabaseOptions } from './database.ts';
export { defaultDataFolder } from './embedded/cluster-place.ts';
export { removeEmbeddedDatabase } from './embedded/remove-embedded.ts';
export type { Tables, TenantTransaction } from './tables.ts';
export { appendFact } from './outbox/append-fact.ts';
export type { Fact, FactKind } from './outbox/fact.ts';
export type { Reaction } from './outbox/reaction.ts';
export { runReactions, type RunningReactions, type RunReactionsOptions } from './outbox/run-reactions.ts';
