import { answer, getter, IDENTITY, IDENTITY_NAMES, input, members, METHOD, part, PATH, REDIRECT, response, SESSION, STATUS, throwing, VERIFIER, type Meaning } from './vocabulary/conversation.ts';
import { SEES_REJECTIONS } from './vocabulary/endings.ts';
import { api, arg, defineFramework, either, option } from './model.ts';

const globals = api('(global)');
const server = api('next/server');
const navigation = api('next/navigation');
const redirecting: Meaning = { is: 'response', does: 'redirect' };
const passing: Meaning = { is: 'response', does: 'pass' };

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/**
 * Route handlers of the app folder, API routes of the pages folder, server actions, and the middleware (since version 16 the proxy) before them.
 * A layout's or page's check protects neither.
 */
export default defineFramework({
  name: 'Next.js',
  packages: ['next'],
  docs: 'https://nextjs.org/docs/app/api-reference/file-conventions/route',
  isUniversal: true, // next/link, next/image
  entries: {
    files: /\/(pages\/api\/.+|app\/(.+\/)?(route|page|layout|template|default)|middleware|proxy|instrumentation)\.[cm]?[jt]sx?$/,
    texts: /['"]use server['"]|['"]next\/(server|headers|cache)['"]|\bget(ServerSideProps|StaticProps|StaticPaths|InitialProps)\b/,
  },
  // Its own server listens. One of the project's makes it do so, too: next/dist/server/lib/router-server.js, before version 13 the runtime of the edge, as soon as it is made.
  hearsRejections: { calls: [api('next')], asServer: true },
  routing: {
    files: {
      rootFile: 'next.config',
      base: 'basePath',
      extensions: ['ts', 'js', 'tsx', 'jsx', 'mts', 'mjs'],
      routes: [
        { folders: ['app', 'src/app'], prefix: '', file: 'route', methods: METHODS, as: 'route' },
        { folders: ['pages/api', 'src/pages/api'], prefix: '/api', as: 'api route' },
      ],
      middleware: {
        folders: ['', 'src'], files: ['middleware', 'proxy'], exports: ['middleware', 'proxy', 'default'], as: 'middleware',
        settings: 'config', matcher: 'matcher', source: 'source', conditions: ['has', 'missing'],
      },
      actions: { directive: 'use server', method: 'ACTION', as: 'action' },
      vanishing: /^(\(.*\)|@.*)$/,
      hidden: /^_/,
      parameter: /^\[.*\]$/,
      catchAll: /^\[+\.\.\./,
    },
    // A route that fails answers 500; a rejection that nobody awaits is logged.
    endings: SEES_REJECTIONS,
    rejectionPatches: [],
    conversation: {
      shapes: [
        { of: 'route', parameters: [part('request'), part('context')] },
        { of: 'api route', parameters: [part('api request'), part('api response')], answersByReturning: false },
        { of: 'middleware', parameters: [part('request')], passes: 'returning' },
        { of: 'action', parameters: [] },
        { of: 'authorized', parameters: [part('authorization')], passes: 'truth' },
        { of: 'clerk', parameters: [part('clerk'), part('request')], passes: 'returning' },
      ],
      parts: {
        request: {
          members: {
            headers: input('headers'), cookies: input('cookies'), nextUrl: part('address'), method: METHOD, auth: IDENTITY, nextauth: part('authorization'),
            ...members(['json', 'formData', 'text'], getter(input('body'))), clone: getter(part('request')),
          },
        },
        address: { members: { pathname: PATH, searchParams: input('query') } },
        context: { members: { params: input('params') } },
        'api request': {
          members: { ...members(IDENTITY_NAMES, IDENTITY), session: SESSION, headers: input('headers'), cookies: input('cookies'), query: input('query'), body: input('body'), method: METHOD },
        },
        'api response': {
          isChainable: true,
          members: { status: STATUS, statusCode: STATUS, writeHead: STATUS, redirect: REDIRECT, ...members(['json', 'send', 'end', 'write'], answer()) },
        },
        authorization: { members: { token: IDENTITY, auth: IDENTITY, req: part('request'), request: part('request') } },
        clerk: { members: { protect: VERIFIER }, call: SESSION },
      },
      answersByReturning: true,
      requestTypes: ['NextRequest', 'NextApiRequest', 'Request'],
      nextType: '',
    },
  },
  meanings: [
    { at: either(server.member('NextResponse'), globals.member('Response')), means: response(option(1, 'status')) },
    { at: either(server.member('NextResponse'), globals.member('Response')).member('json'), means: response(option(1, 'status')) },
    { at: either(server.member('NextResponse'), globals.member('Response')).member('redirect'), means: redirecting },
    { at: either(server.member('NextResponse'), globals.member('Response')).member('error'), means: response(500) },
    { at: server.member('NextResponse').member('next', 'rewrite'), means: passing },
    { at: navigation.member('redirect', 'permanentRedirect'), means: throwing(307) },
    { at: navigation.member('notFound'), means: throwing(404) },
    { at: navigation.member('unauthorized'), means: throwing(401) },
    { at: navigation.member('forbidden'), means: throwing(403) },
    { at: api('next/headers').member('cookies'), means: getter(input('cookies')) },
    { at: api('next/headers').member('headers'), means: getter(input('headers')) },
    { at: api('micromatch', 'picomatch').member('isMatch'), means: { is: 'path-test', path: arg(0), patterns: arg(1), syntax: 'glob' } },
  ],
  roles: [
    { at: api('next-intl/middleware').call(), role: 'neutral' },
    { at: api('next-intl/middleware').member('createMiddleware').call(), role: 'neutral' },
    { at: api('next/cache', 'next/og', 'next/after').anyMember(), role: 'neutral' },
    { at: server.member('after', 'userAgent', 'connection'), role: 'neutral' },
  ],
});
