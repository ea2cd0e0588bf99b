/**
 * A model of sentences on this machine, in a thread of its own: BERT exported to ONNX, run by onnxruntime's WebAssembly, which needs no
 * compiler and no install script. Never knows what the sentences are for.
 */
export { openSentenceModel, type OpenSentenceModel } from './sentence-model.ts';
