import { api, defineFramework, either } from './model.ts';

const expressJwt = either(api('express-jwt').call(), api('express-jwt').member('expressjwt').call());

const JOSE_CLAIMS = ['setProtectedHeader', 'setIssuedAt', 'setExpirationTime', 'setNotBefore', 'setIssuer', 'setAudience', 'setSubject', 'setJti'];

export default defineFramework({
  name: 'JSON Web Tokens',
  packages: ['jsonwebtoken', 'jose', 'express-jwt', 'express-oauth2-jwt-bearer'],
  docs: 'https://github.com/auth0/node-jsonwebtoken#jwtverifytoken-secretorpublickey-options-callback',
  impliesUsers: true,
  events: { parses: api('jsonwebtoken').member('verify') },
  roles: [
    { at: either(api('jsonwebtoken').member('decode'), api('jose').member('decodeJwt', 'decodeProtectedHeader'), api('jwt-decode'), api('jwt-decode').member('jwtDecode')), role: 'decoder' },
    { at: api('jsonwebtoken').member('verify'), role: 'verifier', callback: ['something', 'nothing'] },
    { at: api('jose').member('jwtVerify', 'jwtDecrypt'), role: 'verifier' },
    { at: expressJwt, role: 'authentication', unless: { option: ['credentialsRequired', false] } },
    { at: api('express-oauth2-jwt-bearer').member('auth').call(), role: 'authentication', unless: { option: ['authRequired', false] } },
    { at: api('express-oauth2-jwt-bearer').member('requiredScopes', 'scopeIncludesAny', 'claimEquals', 'claimIncludes', 'claimCheck').call(), role: 'authentication', permission: 'always' },
  ],
  credentials: [
    api('jsonwebtoken').member('sign').call(),
    api('jsonwebtoken').member('sign').callback(1),
    api('jose').member('SignJWT', 'EncryptJWT').instance().fluent(...JOSE_CLAIMS).member('sign', 'encrypt').call(),
    api('@nestjs/jwt').member('JwtService').instance().member('sign', 'signAsync').call(),
    api('hono/jwt').member('sign').call(),
    api('fastify').call().member('jwt').member('sign').call(),
  ],
  effects: [
    {
      effect: 'issuesToken',
      at: either(
        api('jsonwebtoken', 'hono/jwt').member('sign'), api('@nestjs/jwt').member('JwtService').instance().member('sign', 'signAsync'), api('fastify').call().member('jwt').member('sign'),
        api('jose').member('SignJWT').instance().fluent(...JOSE_CLAIMS).member('sign'),
      ),
    },
  ],
});
