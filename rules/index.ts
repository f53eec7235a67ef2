import type { AnyRule } from '#rule-api';
import lostUpdate from './data/lost-update.ts';
import missingTransaction from './data/missing-transaction.ts';
import queryInLoop from './data/query-in-loop.ts';
import unboundedPageSize from './data/unbounded-page-size.ts';
import unboundedQuery from './data/unbounded-query.ts';
import unreleasedConnection from './data/unreleased-connection.ts';
import unscopedWrite from './data/unscoped-write.ts';
import floatingPromise from './errors/floating-promise.ts';
import leakedErrorDetails from './errors/leaked-error-details.ts';
import missingErrorHandler from './errors/missing-error-handler.ts';
import swallowedError from './errors/swallowed-error.ts';
import unawaitedReturnInTry from './errors/unawaited-return-in-try.ts';
import uncheckedResponse from './errors/unchecked-response.ts';
import unguardedParse from './errors/unguarded-parse.ts';
import unhandledCallbackRejection from './errors/unhandled-callback-rejection.ts';
import unhandledErrorEvent from './errors/unhandled-error-event.ts';
import unhandledRouteRejection from './errors/unhandled-route-rejection.ts';
import insecureCookie from './http/insecure-cookie.ts';
import missingOwnershipCheck from './http/missing-ownership-check.ts';
import missingRateLimit from './http/missing-rate-limit.ts';
import permissiveCors from './http/permissive-cors.ts';
import unboundedUpload from './http/unbounded-upload.ts';
import unprotectedRoute from './http/unprotected-route.ts';
import unvalidatedInput from './http/unvalidated-input.ts';
import unverifiedWebhook from './http/unverified-webhook.ts';
import lostErrorCause from './observability/lost-error-cause.ts';

export const rules: readonly AnyRule[] = [
  lostUpdate,
  missingTransaction,
  queryInLoop,
  unboundedPageSize,
  unboundedQuery,
  unreleasedConnection,
  unscopedWrite,
  floatingPromise,
  leakedErrorDetails,
  missingErrorHandler,
  swallowedError,
  unawaitedReturnInTry,
  uncheckedResponse,
  unguardedParse,
  unhandledCallbackRejection,
  unhandledErrorEvent,
  unhandledRouteRejection,
  insecureCookie,
  missingOwnershipCheck,
  missingRateLimit,
  permissiveCors,
  unboundedUpload,
  unprotectedRoute,
  unvalidatedInput,
  unverifiedWebhook,
  lostErrorCause,
];
