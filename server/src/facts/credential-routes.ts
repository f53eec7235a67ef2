import { wordsOf } from './public-routes.ts';

/** Words of a path behind which somebody's credentials are tried, whatever stands around them. */
const CREDENTIAL_WORDS = new Set([
  'login', 'log-in', 'signin', 'sign-in', 'signup', 'sign-up', 'otp', 'totp', '2fa', 'mfa', 'two-factor', 'passwordless', 'magic-link', 'magiclink', 'authenticate',
  'refresh-token', 'refresh-tokens', 'refreshtoken',
]);

/** Parts of a word with the same meaning: `verify-otp`, `local-login`. */
const CREDENTIAL_PARTS = new Set(['login', 'signin', 'signup', 'otp', 'totp', '2fa', 'mfa']);

/** Words that mean it only where the rest of the path is about callers: `/auth/register`, not `/devices/register`. */
const AMBIGUOUS_WORDS = new Set(['auth', 'local', 'credentials', 'ldap', 'register', 'registration', 'forgot', 'reset', 'recover', 'recovery', 'verify', 'token', 'tokens', 'refresh', 'session', 'sessions', 'password', 'verify-email', 'resend-verification', 'send-verification-email', 'security-question']);

/** The rest of such a path. */
const CALLER_WORDS = /^(api|rest|v\d+|auth|authentication|oauth2?|user|users|account|accounts|public|identity|password|email|local|me|member|members|admin|app|request)$/;

/** Sign-ins and sign-ups stand beside a guard that checks the password itself, so that they look guarded. */
const SIGN_IN = new Set(['login', 'log-in', 'signin', 'sign-in', 'signup', 'sign-up', 'authenticate']);

/** Ways to sign in, behind `/auth`. */
const WAYS_IN = new Set(['local', 'credentials', 'ldap', 'password', 'email', 'phone']);

const MACHINE_WORDS = new Set([
  'health', 'healthz', 'healthcheck', 'health-check', 'livez', 'live', 'liveness', 'liveliness', 'readyz', 'ready', 'readiness', 'startup', 'ping', 'heartbeat', 'metrics', 'status',
  'webhook', 'webhooks', 'hook', 'hooks',
]);

/** Methods that may send credentials; of procedures and actions those that change something. */
const SENDING = new Set(['POST', 'PUT', 'PATCH', 'ALL', 'MUTATION', 'ACTION']);

/** Whether a path says that credentials are tried there. */
export function namesCredentials(method: string, path: string): boolean {
  if (!SENDING.has(method)) return false;
  const words = pathWords(path);
  if (words.some((word) => CREDENTIAL_WORDS.has(word) || word.split('-').some((part) => CREDENTIAL_PARTS.has(part)) || isAboutPassword(word))) return true;
  return AMBIGUOUS_WORDS.has(words[words.length - 1] ?? '') && words.every((word) => AMBIGUOUS_WORDS.has(word) || CALLER_WORDS.test(word));
}

/** Whether it helps those who can't sign in: who it is for is known by what they send, if at all. */
export function namesForgottenPassword(method: string, path: string): boolean {
  return SENDING.has(method) && pathWords(path).some(isAboutPassword);
}

/** Whether it is the sign-in or sign-up itself. */
export function namesSignIn(method: string, path: string): boolean {
  const words = pathWords(path);
  const [before = '', last = ''] = words.slice(-2);
  return maySignIn(method) && (SIGN_IN.has(words[words.length - 1] ?? '') || (before === 'auth' && WAYS_IN.has(last)));
}

/** Whether people sign in or up by a method like this. */
export function maySignIn(method: string): boolean {
  return method === 'POST' || method === 'MUTATION' || method === 'ACTION';
}

/** What arrives from other services by a queue or a socket between them. */
const MESSAGES = new Set(['MESSAGE', 'EVENT']);

/** Whether machines call it: a probe, a scraper, another system. */
export function isForMachines(method: string, path: string): boolean {
  return MESSAGES.has(method) || pathWords(path).some((word) => MACHINE_WORDS.has(word) || /(^|-)webhooks?(-|$)/.test(word));
}

export function maySendCredentials(method: string): boolean {
  return SENDING.has(method);
}

/** `forgot-password`, `password-reset`, `resetpw`. */
function isAboutPassword(word: string): boolean {
  return /^(forgot|forget|forgotten|reset|recover|lost)-?(your-)?(password|passwd|pass|pwd|pw)$|^(password|pwd|pw)-?(forgot|forgotten|reset|recover|recovery)$/.test(word);
}

/** Of a procedure's name the parts as well: `auth.login`. */
function pathWords(path: string): readonly string[] {
  return wordsOf(path.includes('/') ? path : path.replaceAll('.', '/'));
}
