import { IDENTITY, type Meaning } from './vocabulary/conversation.ts';
import { api, arg, defineFramework } from './model.ts';

const clerk = api('@clerk/nextjs', '@clerk/nextjs/server');
const supabase = api('@supabase/ssr', '@supabase/supabase-js', '@supabase/auth-helpers-nextjs').anyMember().call().member('auth');
const nobody: Meaning = { is: 'record', members: { data: { is: 'record', members: { user: IDENTITY, claims: IDENTITY } }, error: { is: 'failure' } } };

/** Identity providers' own middleware for Express, and what they give to handlers of Next.js. What only loads the caller (`clerkMiddleware()`) blocks nobody. */
export default defineFramework({
  name: 'Hosted authentication',
  packages: [
    'express-openid-connect', '@clerk/express', '@clerk/clerk-sdk-node', 'express-basic-auth', 'keycloak-connect', 'supertokens-node',
    '@clerk/nextjs', 'better-auth', '@supabase/ssr', 'iron-session', 'lucia', '@auth0/nextjs-auth0',
  ],
  docs: 'https://clerk.com/docs/references/express/overview',
  impliesUsers: true,
  roles: [
    { at: api('express-openid-connect').member('auth').call(), role: 'authentication', unless: { option: ['authRequired', false] } },
    { at: api('express-openid-connect').member('requiresAuth').call(), role: 'authentication' },
    { at: api('express-openid-connect').member('claimEquals', 'claimIncludes', 'claimCheck').call(), role: 'authentication', permission: 'always' },
    { at: api('@clerk/express').member('requireAuth').call(), role: 'authentication' },
    { at: api('@clerk/express').member('getAuth'), role: 'identity' },
    { at: api('@clerk/express').member('clerkMiddleware').call(), role: 'neutral' },
    { at: api('@clerk/clerk-sdk-node').member('ClerkExpressRequireAuth').call(), role: 'authentication' },
    { at: api('@clerk/clerk-sdk-node').member('ClerkExpressWithAuth').call(), role: 'neutral' },
    { at: api('express-basic-auth').call(), role: 'authentication' },
    { at: api('keycloak-connect').instance().member('protect').call(), role: 'authentication', permission: 'with-arguments' },
    { at: api('keycloak-connect').instance().member('middleware').call(), role: 'neutral' },
    { at: api('supertokens-node/recipe/session/framework/express').member('verifySession').call(), role: 'authentication', unless: { option: ['sessionRequired', false] } },
    { at: api('supertokens-node/framework/express').member('middleware').call(), role: 'neutral' },
    { at: clerk.member('auth'), role: 'identity' },
    { at: clerk.member('auth').member('protect'), role: 'gate' },
    { at: clerk.member('currentUser'), role: 'caller' },
    { at: clerk.member('getAuth'), role: 'identity' },
    { at: clerk.member('clerkMiddleware').call(), role: 'wrapper', calls: 'clerk' },
    { at: api('better-auth').member('betterAuth').call().member('api').member('getSession'), role: 'caller' },
    { at: api('better-auth/next-js').member('toNextJsHandler').call().anyMember(), role: 'neutral' },
    { at: api('better-auth/cookies').member('getSessionCookie'), role: 'neutral' },
    { at: api('iron-session').member('getIronSession'), role: 'identity' },
    { at: api('lucia').member('Lucia').instance().member('validateSession'), role: 'identity' },
    { at: api('@auth0/nextjs-auth0').member('getSession'), role: 'caller' },
    { at: api('@auth0/nextjs-auth0').member('withApiAuthRequired').call(), role: 'authentication' },
    { at: api('@auth0/nextjs-auth0/server').member('Auth0Client').instance().member('getSession'), role: 'caller' },
  ],
  meanings: [
    // `auth.getSession()` reads what the caller sent and verifies nothing.
    { at: supabase.member('getUser', 'getClaims'), means: { is: 'getter', gives: nobody } },
    { at: clerk.member('createRouteMatcher').call(), means: { is: 'path-test', patterns: arg(0), syntax: 'route' } },
  ],
});
