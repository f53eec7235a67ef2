import { api, defineFramework, either } from './model.ts';

/** Libraries that are asked what a caller may do: who asks one has thought about it. */
export default defineFramework({
  name: 'Authorization',
  packages: ['@casl/ability', 'accesscontrol', 'role-acl', 'casbin', 'express-jwt-permissions', 'express-jwt-authz', '@cerbos/http', '@cerbos/grpc', 'permitio', '@openfga/sdk', 'oso', 'oso-cloud'],
  docs: 'https://casl.js.org/v6/en/guide/intro',
  isUniversal: true,
  roles: [
    { at: api('@casl/ability').member('ForbiddenError').member('from').call().member('throwUnlessCan', 'unlessCan'), role: 'policy' },
    { at: either(api('@casl/ability').member('createMongoAbility', 'createPrismaAbility', 'defineAbility').call(), api('@casl/ability').member('Ability', 'PureAbility', 'MongoAbility').instance(), api('@casl/ability').member('AbilityBuilder').instance().member('build').call()).member('can', 'cannot'), role: 'policy' },
    { at: api('accesscontrol', 'role-acl').member('AccessControl').instance().member('can', 'permission'), role: 'policy' },
    { at: api('accesscontrol', 'role-acl').instance().member('can', 'permission'), role: 'policy' },
    { at: api('casbin').member('newEnforcer', 'newSyncedEnforcer', 'newCachedEnforcer').call().member('enforce', 'enforceSync', 'enforceEx'), role: 'policy' },
    { at: api('express-jwt-permissions').call().member('check').call(), role: 'authentication', permission: 'always' },
    { at: api('express-jwt-authz').call(), role: 'authentication', permission: 'always' },
    { at: either(api('@cerbos/http').member('HTTP'), api('@cerbos/grpc').member('GRPC')).instance().member('checkResource', 'checkResources', 'isAllowed'), role: 'policy' },
    { at: api('permitio').member('Permit').instance().member('check'), role: 'policy' },
    { at: api('@openfga/sdk').member('OpenFgaClient').instance().member('check', 'batchCheck'), role: 'policy' },
    { at: either(api('oso').member('Oso'), api('oso-cloud').member('Oso')).instance().member('authorize', 'isAllowed', 'authorizeRequest'), role: 'policy' },
  ],
});
