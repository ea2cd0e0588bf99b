/** What the bench uses of a library that has no types of its own. */
declare module '@nlpjs/neural' {
  export class NeuralNetwork {
    constructor(settings: { readonly log: boolean });
    train(corpus: readonly { readonly input: object; readonly output: object }[]): unknown;
    run(input: object): Readonly<Record<string, number>>;
  }
}
