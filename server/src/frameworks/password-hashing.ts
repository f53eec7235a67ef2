import { api, defineFramework, either } from './model.ts';

const bcrypt = api('bcrypt', 'bcryptjs');
const crypto = api('node:crypto');

/** Hashing that is slow on purpose: tens to hundreds of milliseconds of a processor for each call. */
export default defineFramework({
  name: 'Password hashing',
  packages: ['bcrypt', 'bcryptjs', 'argon2', '@node-rs/argon2', '@node-rs/bcrypt', 'scrypt-kdf', 'oslo'],
  docs: 'https://github.com/kelektiv/node.bcrypt.js#a-note-on-rounds',
  effects: [
    { at: either(bcrypt.member('compare', 'compareSync'), api('@node-rs/bcrypt').member('compare', 'compareSync', 'verify', 'verifySync')), effect: 'checksPassword' },
    { at: either(bcrypt.member('hash', 'hashSync'), api('@node-rs/bcrypt').member('hash', 'hashSync')), effect: 'hashesPassword' },
    { at: api('argon2', '@node-rs/argon2').member('verify', 'verifySync'), effect: 'checksPassword' },
    { at: api('argon2', '@node-rs/argon2').member('hash', 'hashSync', 'hashRaw'), effect: 'hashesPassword' },
    { at: either(crypto.member('scrypt', 'scryptSync', 'pbkdf2', 'pbkdf2Sync'), api('scrypt-kdf').member('kdf')), effect: 'hashesPassword' },
    { at: api('scrypt-kdf').member('verify'), effect: 'checksPassword' },
    { at: api('oslo/password').member('Argon2id', 'Scrypt', 'Bcrypt').instance().member('verify'), effect: 'checksPassword' },
    { at: api('oslo/password').member('Argon2id', 'Scrypt', 'Bcrypt').instance().member('hash'), effect: 'hashesPassword' },
    { at: api('better-auth/crypto').member('verifyPassword'), effect: 'checksPassword' },
    { at: api('better-auth/crypto').member('hashPassword'), effect: 'hashesPassword' },
  ],
});
