import { api, arg, defineFramework, either } from './model.ts';

const value = either(api('@sinclair/typebox/value', 'typebox/value'), api('@sinclair/typebox/value', 'typebox/value').member('Value'));
const compiler = api('@sinclair/typebox/compiler', 'typebox/compile');
const compiled = either(compiler.member('TypeCompiler').member('Compile').call(), compiler.member('Compile').call());

/** The schema is the first argument. `Convert`, `Clean` and `Cast` check nothing. */
export default defineFramework({
  name: 'TypeBox',
  packages: ['@sinclair/typebox', 'typebox'],
  docs: 'https://github.com/sinclairzx81/typebox#values',
  isUniversal: true,
  checks: [
    { at: value.member('Assert', 'Decode', 'Parse'), value: arg(1), says: 'throws' },
    { at: value.member('Check', 'Errors'), value: arg(1), says: 'result' },
    { at: compiled.member('Decode', 'Parse'), value: arg(0), says: 'throws' },
    { at: compiled.member('Check', 'Errors'), value: arg(0), says: 'result' },
  ],
});
