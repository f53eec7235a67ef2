import { api, defineFramework, either } from './model.ts';

const openai = either(api('openai').instance(), api('openai').member('OpenAI', 'AzureOpenAI').instance());
const anthropic = either(api('@anthropic-ai/sdk').instance(), api('@anthropic-ai/sdk').member('Anthropic').instance());

/** Models behind an API: every call is paid by its length, and takes seconds. */
export default defineFramework({
  name: 'Language models',
  packages: ['openai', '@anthropic-ai/sdk', 'ai', '@google/generative-ai', '@google/genai', '@mistralai/mistralai', 'cohere-ai', 'replicate', 'groq-sdk', 'ollama', '@huggingface/inference'],
  docs: 'https://platform.openai.com/docs/guides/rate-limits',
  effects: [
    {
      effect: 'asksModel',
      at: either(
        openai.member('chat').member('completions').member('create', 'parse', 'stream'), openai.member('beta').member('chat').member('completions').member('parse', 'stream'),
        openai.member('responses', 'completions', 'embeddings', 'moderations').member('create', 'parse', 'stream'), openai.member('images').member('generate', 'edit'), openai.member('audio').anyMember().member('create'),
        anthropic.member('messages', 'completions').member('create', 'stream'),
        api('ai').member('generateText', 'streamText', 'generateObject', 'streamObject', 'embed', 'embedMany', 'experimental_generateImage', 'experimental_transcribe'),
        api('@google/generative-ai').member('GoogleGenerativeAI').instance().member('getGenerativeModel').call().member('generateContent', 'generateContentStream', 'embedContent'),
        api('@google/genai').member('GoogleGenAI').instance().member('models').member('generateContent', 'generateContentStream', 'embedContent', 'generateImages'),
        api('@mistralai/mistralai').member('Mistral').instance().anyMember().member('complete', 'stream', 'create'),
        api('cohere-ai').member('CohereClient', 'CohereClientV2').instance().member('chat', 'chatStream', 'embed', 'rerank'),
        api('replicate').instance().member('run', 'stream'),
        api('groq-sdk').instance().member('chat').member('completions').member('create'),
        either(api('ollama'), api('ollama').member('Ollama').instance()).member('chat', 'generate', 'embed'),
        api('@huggingface/inference').member('HfInference', 'InferenceClient').instance().anyMember(),
      ),
    },
  ],
});
