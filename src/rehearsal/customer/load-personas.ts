import { z } from 'zod';
import { readLocatedYaml } from '../located-yaml.ts';
import { personaSchema, type Persona } from './persona.ts';

const fileSchema = z.strictObject({ personas: z.array(personaSchema).min(1) }).superRefine(({ personas }, context) => {
  for (const [index, { id }] of personas.entries()) {
    if (personas.findIndex((other) => other.id === id) < index)
      context.addIssue({
        code: 'custom',
        path: ['personas', index, 'id'],
        message: `a second persona is called '${id}'`,
      });
  }
});

/** Reads personas from YAML (`personas: [{ id, name, goal, willing, … }]`). Throws `personas-invalid` with every problem and its line. */
export function loadPersonas(text: string, file: string): readonly Persona[] {
  return readLocatedYaml(fileSchema, text, { file, code: 'personas-invalid' }).value.personas;
}
