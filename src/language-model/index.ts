/**
 * Language models elsewhere, by the chat interface that OpenAI made common: DeepSeek, Qwen, vLLM, Ollama. It puts a question on the wire and
 * gives the answer as it streams in. Never knows what is asked or what may be said: that is the dialogue's.
 */
export { openChatModel, type ChatEndpoint } from './chat-model.ts';
