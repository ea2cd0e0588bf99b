/** Where the cases of a script are: `NAME.cases.yaml` beside it. */
export function casesFileOf(script: string): string {
  return script.replace(/(\.ya?ml|\.json)?$/u, '.cases.yaml');
}
