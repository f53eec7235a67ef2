import { api, defineFramework, either } from './model.ts';

const client = either(api('imap').instance(), api('node-imap').instance(), api('imapflow').member('ImapFlow').instance());

/** Connections to mailboxes: they emit an error whenever the other side hangs up. */
export default defineFramework({
  name: 'Mailboxes',
  packages: ['imap', 'node-imap', 'imapflow'],
  docs: 'https://github.com/mscdex/node-imap#connection-events',
  events: { emitters: [{ at: client, error: 'thrown' }] },
});
