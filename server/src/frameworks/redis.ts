import type { ApiPath } from '../semantic/api-path.ts';
import { api, arg, defineFramework, either, type QueryRow } from './model.ts';

const node = api('redis', '@redis/client');
const io = api('ioredis');
const http = api('@upstash/redis', '@vercel/kv');
const classes = ['Redis', 'Cluster', 'RedisClientType', 'RedisClusterType', 'RedisClient'];
const nodeClient = either(node.member('createClient', 'createCluster', 'createClientPool', 'createSentinel').call(), node.member(...classes).instance()).fluent('on', 'once', 'connect', 'duplicate', 'withTypeMapping', 'legacy');
const client = either(
  node.member('createClient', 'createCluster', 'createClientPool', 'createSentinel').call(),
  either(node, io, http).member(...classes).instance(), io.instance(), io.member('Cluster').instance(), io.member('default').instance(),
  io.member('Redis', 'createClient').member('Cluster').instance(), io.member('createClient').call(),
  http.member('kv'), http.member('createClient').call(), http.member('Redis').member('fromEnv').call(),
).fluent('on', 'once', 'connect', 'duplicate', 'withTypeMapping', 'legacy');

/** One command under its names: in small letters, in node-redis from 4 on in camel case and in capitals. */
const namesOf = (...names: readonly string[]): readonly string[] => names.flatMap((name) => [name.toLowerCase(), name, name.toUpperCase()]);
/** What commonly stands among several commands that are sent at once. */
const SENT = namesOf(
  'get', 'set', 'setEx', 'setNx', 'mGet', 'del', 'unlink', 'exists', 'expire', 'ttl', 'incr', 'incrBy', 'decr', 'decrBy', 'keys', 'hGet', 'hSet', 'hDel', 'hGetAll', 'hIncrBy', 'hKeys', 'hLen', 'hMGet', 'hMSet', 'hVals',
  'lPush', 'rPush', 'lPop', 'rPop', 'lRange', 'lRem', 'lTrim', 'lLen', 'sAdd', 'sRem', 'sMembers', 'sCard', 'sUnion', 'zAdd', 'zRem', 'zCard', 'zRange', 'zRangeByScore', 'zRevRange', 'zRevRangeByScore', 'zRangeWithScores',
  'zRemRangeByScore', 'zIncrBy', 'zScore', 'publish', 'xAdd', 'xRange', 'xRevRange',
);
const queued = client.member('multi', 'pipeline', 'batch').call().fluent(...SENT);

const many = { operation: 'read', returns: 'many' } as const;
const POSITIONS = { from: 1, to: 2, isCounted: true, word: 'LIMIT', whole: [[0, -1], ['-inf', '+inf'], ['+inf', '-inf'], ['-', '+'], ['+', '-']] } as const;
const VALUES = { ...POSITIONS, isCounted: false } as const;
/** Streams count with a word of their own. */
const ENTRIES = { ...VALUES, word: 'COUNT' } as const;

function rowsOf(on: ApiPath): readonly QueryRow[] {
  const command = (...names: readonly string[]) => on.member(...namesOf(...names));
  return [
    { at: command('keys'), ...many, unit: 'key', table: arg(0) },
    { at: command('sMembers'), ...many, unit: 'member', table: arg(0) },
    // A hash is a record as often as a table of them: one whose name is made of others may be one of many.
    { at: command('hGetAll', 'hKeys', 'hVals'), ...many, unit: 'field', table: arg(0), record: 0 },
    { at: command('sUnion'), ...many, unit: 'member', table: arg(0) },
    { at: command('lRange'), ...many, unit: 'item', table: arg(0), range: POSITIONS },
    { at: command('zRange', 'zRangeWithScores', 'zRevRange'), ...many, unit: 'member', table: arg(0), range: POSITIONS },
    { at: command('zRangeByScore', 'zRangeByScoreWithScores', 'zRangeByLex', 'zRevRangeByScore', 'zRevRangeByLex'), ...many, unit: 'member', table: arg(0), range: VALUES },
    { at: command('xRange', 'xRevRange'), ...many, unit: 'entry', table: arg(0), range: ENTRIES },
    { at: command('flushAll', 'flushDb'), operation: 'delete', returns: 'nothing' },
  ];
}

/** What is queued is only made; one call sends all of it. */
const queries: readonly QueryRow[] = [...rowsOf(client), ...rowsOf(queued).map((row) => ({ ...row, isQueued: true }))];

const SAME = ['on', 'once', 'duplicate', 'withTypeMapping'];
const WRITTEN = ['set', 'setEx', 'setNX', 'pSetEx', 'mSet', 'get', 'getDel', 'getSet', 'mGet', 'del', 'unlink', 'incr', 'incrBy', 'decr', 'decrBy', 'expire', 'expireAt', 'pExpire', 'persist', 'publish', 'lPush', 'rPush', 'lPop', 'rPop', 'lTrim', 'lRem', 'hSet', 'hSetNX', 'hMSet', 'hDel', 'hIncrBy', 'sAdd', 'sRem', 'zAdd', 'zRem', 'zIncrBy', 'xAdd', 'xDel', 'xTrim', 'flushAll', 'flushDb'];
/** Commands that stand alone when they are called for what they do. */
const COMMANDS = WRITTEN.flatMap((name) => [name, name.toLowerCase(), name.toUpperCase()]);

/** Commands that read whatever a key holds, or every key. What reads one value, or keeps one for a while, is a cache rather than data, and no query. */
export default defineFramework({
  name: 'Redis',
  packages: ['redis', '@redis/client', 'ioredis', '@upstash/redis', '@vercel/kv'],
  docs: 'https://redis.io/docs/latest/commands/keys/',
  queries,
  promises: {
    started: [
      { at: node.member('createClient', 'createCluster', 'createClientPool', 'createSentinel').call().fluent(...SAME).member(...COMMANDS), versions: { package: 'redis', since: '4.0.0' } },
      { at: either(io.instance(), io.member('default', 'Redis', 'Cluster').instance(), io.member('Redis', 'Cluster').instance()).fluent(...SAME).member(...COMMANDS) },
      { at: http.member('Redis').instance().member(...COMMANDS) },
    ],
  },
  events: {
    callbacks: [{ at: nodeClient.member('subscribe', 'pSubscribe', 'sSubscribe'), position: 1, ending: 'unhandled', isSent: true }],
    emitters: [
      { at: nodeClient, error: 'thrown', sends: ['message', 'pmessage'] },
      { at: client, sends: ['message', 'pmessage', 'messageBuffer'] }, // ioredis prints an error that nobody listens for
    ],
  },
});
