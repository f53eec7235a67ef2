import { api, defineFramework, either } from './model.ts';

const VERBS = ['get', 'post', 'put', 'patch', 'delete', 'head', 'options', 'request'];

/** Wrapped so that it asks seldom enough, it is asked the same. */
const paced = either(api('axios-rate-limit').call(), api('axios-rate-limit').member('default').call());
const axios = either(paced, api('axios'), api('axios').member('create').call(), api('axios').member('default'), api('axios').member('Axios').instance(), api('axios').member('AxiosInstance').instance());
const got = either(api('got'), api('got').member('got'), either(api('got'), api('got').member('got')).member('extend').call());
const ky = either(api('ky'), api('ky').member('create', 'extend').call());
const cloudClient = api(
  '@aws-sdk/client-s3', '@aws-sdk/client-sqs', '@aws-sdk/client-lambda', '@aws-sdk/client-dynamodb', '@aws-sdk/client-cognito-identity-provider', '@aws-sdk/client-secrets-manager', '@aws-sdk/client-kms',
  '@aws-sdk/client-eventbridge', '@aws-sdk/client-sfn', '@aws-sdk/client-textract', '@aws-sdk/client-rekognition',
).anyMember().instance();

/** Requests that the server makes itself, and waits for. */
export default defineFramework({
  name: 'Outbound calls',
  packages: ['axios', 'axios-rate-limit', 'got', 'ky', 'node-fetch', 'cross-fetch', 'undici', 'superagent', 'request', 'request-promise', 'needle', 'node:http', 'node:https', '@nestjs/axios', '@aws-sdk/client-s3'],
  docs: 'https://nodejs.org/api/globals.html#fetch',
  isUniversal: true,
  promises: {
    // Sent when somebody awaits it, or asks for its end.
    lazy: [{ at: either(api('superagent').member(...VERBS, 'del'), api('superagent').member('agent').call().member(...VERBS, 'del')), endedBy: ['end', 'pipe', 'on'] }],
    started: [
      {
        at: either(
          api('(global)').member('fetch'), api('(global)').member('globalThis').member('fetch'),
          axios, axios.member(...VERBS, 'postForm', 'putForm', 'patchForm'), axios.member('axios').member(...VERBS),
          got, got.member(...VERBS),
          ky, ky.member(...VERBS),
          api('node-fetch', 'cross-fetch', 'isomorphic-unfetch'), api('node-fetch', 'cross-fetch', 'undici').member('fetch', 'default'), api('undici').member('request'),
          api('request-promise-native'), api('request-promise-native').member(...VERBS, 'del'),
          api('@nestjs/axios').member('HttpService').instance().member('axiosRef').member(...VERBS),
          cloudClient.member('send'),
        ),
      },
      { at: either(api('request-promise'), api('request-promise').member(...VERBS, 'del')), isPrinted: true }, // Bluebird's
    ],
  },
  events: { answers: either(api('(global)').member('fetch'), api('(global)').member('globalThis').member('fetch'), api('node-fetch', 'cross-fetch', 'isomorphic-fetch', 'isomorphic-unfetch'), api('node-fetch', 'cross-fetch', 'undici').member('fetch', 'default')).call() },
  effects: [
    {
      effect: 'callsOut',
      at: either(
        api('(global)').member('fetch'), api('(global)').member('globalThis').member('fetch'),
        axios, axios.member(...VERBS, 'postForm', 'putForm', 'patchForm'), axios.member('axios').member(...VERBS),
        got, got.member(...VERBS, 'stream', 'paginate'),
        ky, ky.member(...VERBS),
        api('node-fetch', 'cross-fetch', 'isomorphic-unfetch'), api('node-fetch', 'cross-fetch', 'undici').member('fetch', 'default'), api('undici').member('request', 'stream', 'pipeline'),
        api('superagent').member(...VERBS, 'del'), api('request', 'request-promise', 'request-promise-native'), api('request', 'request-promise', 'request-promise-native').member(...VERBS, 'del'),
        api('needle'), api('needle').member(...VERBS),
        api('node:http', 'node:https').member('get', 'request'),
        api('@nestjs/axios').member('HttpService').instance().member(...VERBS), api('@nestjs/axios').member('HttpService').instance().member('axiosRef').member(...VERBS),
        cloudClient.member('send'),
      ),
    },
  ],
});
