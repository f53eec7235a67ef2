import { api, arg, defineFramework } from './model.ts';

const valibot = api('valibot');

/** The schema is the first argument, what it is held against the second. */
export default defineFramework({
  name: 'Valibot',
  packages: ['valibot'],
  docs: 'https://valibot.dev/guides/parse-data/',
  isUniversal: true,
  checks: [
    { at: valibot.member('parse', 'assert'), value: arg(1), says: 'throws' },
    { at: valibot.member('parseAsync'), value: arg(1), says: 'rejects' },
    { at: valibot.member('safeParse', 'safeParseAsync', 'is'), value: arg(1), says: 'result' },
    { at: valibot.member('parser').call(), value: arg(0), says: 'throws' },
    { at: valibot.member('parserAsync').call(), value: arg(0), says: 'rejects' },
    { at: valibot.member('safeParser', 'safeParserAsync').call(), value: arg(0), says: 'result' },
  ],
});
