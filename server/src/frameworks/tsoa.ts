import { input, part } from './vocabulary/conversation.ts';
import { SEES_REJECTIONS } from './vocabulary/endings.ts';
import { api, arg, argsFrom, defineFramework } from './model.ts';

const tsoa = api('tsoa', '@tsoa/runtime');
const VERBS = { Get: 'GET', Post: 'POST', Put: 'PUT', Patch: 'PATCH', Delete: 'DELETE', Head: 'HEAD', Options: 'OPTIONS' };

/** Routes are methods of classes; the code that serves them is generated, so nobody can see what else stands before them. */
export default defineFramework({
  name: 'tsoa',
  packages: ['tsoa', '@tsoa/runtime'],
  docs: 'https://tsoa-community.github.io/docs/decorators.html',
  routing: {
    decorated: {
      applications: [],
      holders: [{ at: tsoa.member('Route').call(), path: arg(0) }],
      handlers: [{ at: tsoa.member(...Object.keys(VERBS)), methods: VERBS, paths: [arg(0)], isHttp: true, transport: 'http' }],
      layers: [
        { at: tsoa.member('Security').call(), method: '' },
        { at: tsoa.member('Middlewares').call(), given: argsFrom(0), method: '' },
      ],
      parameters: [
        { at: tsoa.member('Request').call(), means: part('request') },
        { at: tsoa.member('Body').call(), means: input('body') },
        { at: tsoa.member('BodyProp').call(), means: input('body'), entriesOf: 'body' },
        { at: tsoa.member('Query', 'Queries').call(), means: input('query'), entriesOf: 'query' },
        { at: tsoa.member('Path').call(), means: input('params') },
        { at: tsoa.member('Header').call(), means: input('headers'), entriesOf: 'headers' },
      ],
      handlerKind: 'handler',
    },
    endings: SEES_REJECTIONS,
    rejectionPatches: [],
    conversation: {
      shapes: [{ of: 'handler', parameters: [] }],
      parts: { request: { members: { headers: input('headers'), body: input('body') } } },
      answersByReturning: true,
      requestTypes: [],
      nextType: '',
    },
  },
  roles: [{ at: tsoa.member('Security').call(), role: 'authentication' }],
});
