import type { ScriptDocument } from '../contract/script-document.ts';
import { compileScript, type CompiledScript } from './compiled-script.ts';
import { trainClassifier, type Classifier } from './understand/classifier/classifier.ts';
import type { Experience } from './understand/classifier/experience.ts';
import { experienceKept } from './understand/classifier/kept-experience.ts';
import { intentsOf } from './understand/intents-of.ts';
import { samplesToLearn } from './understand/learnt.ts';

let experience: Experience | null = null;

/** What is known before any script: read once for a process. */
function sharedExperience(): Experience {
  experience ??= experienceKept();
  return experience;
}

/** Learns now what the first script would wait for: seconds where this program has never learnt before. */
export function prepareToLearn(): void {
  sharedExperience();
}

/**
 * Learns what a script's sentences mean. Takes some tenths of a second, and seconds more where the program has never learnt before: not for
 * a thread that calls wait for.
 */
export function learnScript(document: ScriptDocument): Classifier {
  return trainClassifier(sharedExperience(), samplesToLearn(intentsOf(document), document.knowledge));
}

/** Gives a script what was learnt from it; all calls that share it understand by it from their next sentence on. */
export function teach(script: CompiledScript, classifier: Classifier): void {
  script.classifier = classifier;
}

/** A script ready to run that has been learnt, as calls are held with it. Throws as `compileScript`, takes the time of `learnScript`. */
export function compileLearnt(document: ScriptDocument): CompiledScript {
  const script = compileScript(document);
  if (script.classifier === null) teach(script, learnScript(document));
  return script;
}
