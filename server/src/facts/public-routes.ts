/**
 * Routes that are open by their nature: those through which callers become known, and those that exist for everyone.
 * Judged by whole words of the path, as people name them.
 */
const PUBLIC_WORDS = new Set([
  'login', 'signin', 'sign-in', 'log-in', 'register', 'registration', 'signup', 'sign-up', 'logout', 'signout', 'sign-out', 'log-out', 'refresh', 'refresh-token', 'refresh-tokens', 'refreshtoken', 'token', 'tokens',
  'forgot', 'forgot-password', 'forgotpassword', 'reset', 'reset-password', 'resetpassword', 'password-reset', 'recover', 'recovery', 'verify', 'verify-email', 'verification', 'confirm', 'confirm-email', 'confirmation', 'activate', 'activation', 'security-question', 'security-questions', 'resend-verification',
  'otp', 'magic-link', 'passwordless', '2fa', 'mfa', 'oauth', 'oauth2', 'oidc', 'openid', 'callback', 'sso', 'saml', '.well-known', 'jwks.json', 'csrf', 'csrf-token', 'xsrf', 'auth', 'authenticate',
  'health', 'healthz', 'healthcheck', 'health-check', 'livez', 'live', 'liveness', 'readyz', 'ready', 'readiness', 'status', 'ping', 'version', 'info', 'up', 'metrics',
  'docs', 'api-docs', 'swagger', 'swagger.json', 'openapi', 'openapi.json', 'redoc', 'graphiql', 'graphql', 'favicon.ico', 'robots.txt', 'sitemap.xml', 'manifest.json', 'static', 'assets', 'public',
  'contact', 'newsletter', 'subscribe', 'unsubscribe', 'waitlist', 'feedback', 'webhook', 'webhooks', 'hook', 'hooks', 'open', 'embed', 'track', 'tracking', 'analytics', 'beacon', 'setup', 'install', 'installer', 'bootstrap', 'onboarding', 'invite', 'invited', 'invites', 'invitation', 'invitations', 'session', 'sessions',
]);

/** Words that make a route public wherever they stand in its name: `complete-registration`, `stripe-webhook`. */
const PUBLIC_PARTS = new Set(['login', 'signin', 'signup', 'register', 'registration', 'logout', 'oauth', 'webhook', 'healthcheck']);

/** What belongs to somebody, so that reading it without being known is a gap by itself. */
const PRIVATE_WORDS = new Set(['admin', 'account', 'accounts', 'user', 'users', 'order', 'orders', 'payment', 'payments', 'invoice', 'invoices', 'customer', 'customers', 'billing', 'transaction', 'transactions', 'subscription', 'subscriptions']);

export function isPublicByNature(path: string): boolean {
  const words = wordsOf(path);
  if (words.length === 0 || path === '/') return true;
  return words.some((word) => PUBLIC_WORDS.has(word) || word.split('-').some((part) => PUBLIC_PARTS.has(part)) || [...PUBLIC_WORDS].some((known) => known.length > 5 && word.startsWith(`${known}-`)));
}

/** Whether a handler is called by what makes it public: `signupUser`. */
export function isPublicName(name: string | undefined): boolean {
  return name !== undefined && wordsOf(name).some((word) => word.split('-').some((part, index, parts) => PUBLIC_PARTS.has(part) || PUBLIC_PARTS.has(`${part}${parts[index + 1] ?? ''}`)));
}

/** The part of a path that names somebody's property. */
export function privateResourceOf(path: string): string | undefined {
  return wordsOf(path).find((word) => PRIVATE_WORDS.has(word));
}

/** Whether a path is about a table: `/api/orders/:id` about `order`, `OrderModel` and `Orders`. */
export function isNamedInPath(table: string, path: string): boolean {
  const stem = (word: string) => word.toLowerCase().replace(/[-_]/g, '').replace(/(model|entity)$/, '').replace(/(ies|es|s|y)$/, '');
  return wordsOf(path).some((word) => stem(word) === stem(table));
}

/** The words of a path, or of a name in its place (`auth.signIn`), in lower case and without parameters: `/api/forgotPassword/:id` → `api`, `forgot-password`. */
export function wordsOf(path: string): readonly string[] {
  const parts = path.split(path.includes('/') ? '/' : '.').filter((part) => part !== '' && !/^[:[{*<]/.test(part));
  return parts.map((part) => part.replace(/([a-z])([A-Z])/g, '$1-$2').replace(/_/g, '-').toLowerCase());
}

/** Whether a comment marks what it stands at: it begins with, or is, the word. */
export function marksPublic(comment: string): boolean {
  return /^\W*@?public\b(?!\s+(api|method|function|interface|key|class|field)\b)/i.test(comment);
}

/** Whether one of the declared routes (`GET /health`, `* /docs/*`) covers a route. */
export function isDeclaredPublic(method: string, path: string, declared: readonly string[]): boolean {
  return declared.some((one) => {
    const [wanted = '', pattern = ''] = one.trim().split(/\s+/);
    if (wanted !== '*' && wanted.toUpperCase() !== method) return false;
    const expression = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&')).join('.*');
    return new RegExp(`^${expression}$`).test(path);
  });
}
