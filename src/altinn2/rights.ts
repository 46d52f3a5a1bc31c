import type { ODataModel } from './odata/model.ts'

/** What a filter or an order of rights may name: Altinn/docs content/api/rest/autorisasjon. */
export const rightModel: ODataModel = {
  type: 'Altinn.SBL.AltinnWebAPI.Models.Right',
  properties: {
    RightID: 'int',
    RightType: 'string',
    SystemResourceID: 'string',
    ServiceCode: 'string',
    ServiceEditionCode: 'int',
    ServiceOwner: 'string',
    ServiceOwnerCode: 'string',
    MessageID: 'int',
    Delegator: 'string',
    DelegatedTime: 'dateTime',
    Action: 'string',
    RightSourceType: 'string',
    IsDelegatable: 'boolean',
    ValidToDate: 'dateTime',
    IsConsentDelegation: 'boolean',
  },
}

/** Likewise of roles. */
export const roleModel: ODataModel = {
  type: 'Altinn.SBL.AltinnWebAPI.Models.Role',
  properties: {
    RoleId: 'int',
    RoleType: 'string',
    RoleDefinitionId: 'int',
    RoleName: 'string',
    RoleDescription: 'string',
    Delegator: 'string',
    DelegatedTime: 'dateTime',
    RoleDefinitionCode: 'string',
  },
}

/** Where a right comes from: it was given by itself, or is a part of something wider. */
export type RightSource = 'DirectlyDelegatedRights' | 'RoleTypeRights'

/** What may be done with a service, in the order in which it is listed. */
export const rightActions = [
  'Read',
  'Write',
  'Sign',
  'ArchiveRead',
  'ArchiveDelete',
  'Access',
] as const
export type RightAction = (typeof rightActions)[number]

/** What an action of Altinn 3's policies was here; others (`instantiate`, `confirm`, a resource's own) were none. */
const ofPolicies: ReadonlyMap<string, readonly RightAction[]> = new Map([
  ['read', ['Read', 'ArchiveRead']],
  ['write', ['Write']],
  ['sign', ['Sign']],
  ['delete', ['ArchiveDelete']],
  ['access', ['Access']],
])

/** In the order in which they are listed, each once. */
export function toRightActions(policyActions: Iterable<string>): readonly RightAction[] {
  const found = new Set(
    [...policyActions].flatMap((action) => ofPolicies.get(action.toLowerCase()) ?? []),
  )
  return rightActions.filter((action) => found.has(action))
}
