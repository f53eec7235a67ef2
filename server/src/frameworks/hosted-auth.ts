import { api, defineFramework } from './model.ts';

/** Identity providers' own middleware for Express. What only loads the caller (`clerkMiddleware()`) blocks nobody. */
export default defineFramework({
  name: 'Hosted authentication',
  packages: ['express-openid-connect', '@clerk/express', '@clerk/clerk-sdk-node', 'express-basic-auth', 'keycloak-connect', 'supertokens-node'],
  docs: 'https://clerk.com/docs/references/express/overview',
  impliesUsers: true,
  roles: [
    { at: api('express-openid-connect').member('auth').call(), role: 'authentication', unless: { option: ['authRequired', false] } },
    { at: api('express-openid-connect').member('requiresAuth', 'claimEquals', 'claimIncludes', 'claimCheck').call(), role: 'authentication' },
    { at: api('@clerk/express').member('requireAuth').call(), role: 'authentication' },
    { at: api('@clerk/express').member('getAuth'), role: 'identity' },
    { at: api('@clerk/express').member('clerkMiddleware').call(), role: 'neutral' },
    { at: api('@clerk/clerk-sdk-node').member('ClerkExpressRequireAuth').call(), role: 'authentication' },
    { at: api('@clerk/clerk-sdk-node').member('ClerkExpressWithAuth').call(), role: 'neutral' },
    { at: api('express-basic-auth').call(), role: 'authentication' },
    { at: api('keycloak-connect').instance().member('protect').call(), role: 'authentication' },
    { at: api('keycloak-connect').instance().member('middleware').call(), role: 'neutral' },
    { at: api('supertokens-node/recipe/session/framework/express').member('verifySession').call(), role: 'authentication', unless: { option: ['sessionRequired', false] } },
    { at: api('supertokens-node/framework/express').member('middleware').call(), role: 'neutral' },
  ],
});
