import type { NewId } from '../foundation/ids.ts';
import type { Random } from '../foundation/random.ts';
import type { Database } from '../storage/index.ts';
import type { ScryptCost } from './password.ts';

/** What the use cases of this room work with. */
export interface AccountsParts {
  readonly database: Database;
  /** For secrets: must not be guessable. */
  readonly random: Random;
  readonly newId: NewId;
  readonly scryptCost: ScryptCost;
}
