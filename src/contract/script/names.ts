import { z } from 'zod';

/** What ids of nodes, flows, intents and slots look like. */
export const idSchema = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,47}$/, 'an id is lower-case letters, digits and dashes, beginning with a letter');

/**
 * Where a branch leads: a node of the same flow (`node`) or of another (`flow/node`); `repeat` asks the question again that a
 * global flow was entered from (outside one: the node's own), `return` goes back there and listens without asking.
 */
export const targetSchema = z
  .string()
  .regex(
    /^(return|repeat|([a-z][a-z0-9-]*\/)?[a-z][a-z0-9-]*)$/,
    "a target is 'node', 'flow/node', 'return' or 'repeat'",
  );

/** A node: `node` in the main flow, `flow/node` elsewhere. */
export const placeSchema = z
  .string()
  .regex(/^([a-z][a-z0-9-]*\/)?[a-z][a-z0-9-]*$/, "a node is named 'node' in the main flow, 'flow/node' elsewhere");
