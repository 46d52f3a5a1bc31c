import { parameter } from './answer.ts'
import { Refused, type Call } from './operation.ts'
import type { RightHolder } from './records.ts'
import { describeRole, findRole, languageOf } from './roles.ts'

export function holdersOf({ records, partyId }: Call): readonly RightHolder[] {
  return records.holders.get(partyId) ?? []
}

/** The receiver that path or query names (release note 22.4: 404 for one that is none). */
export function needHolder(call: Call): RightHolder {
  const wanted = (call.params.receiverId ?? parameter(call.asked, 'receiverId'))?.toLowerCase()
  const found = holdersOf(call).find(({ id }) => id === wanted)
  if (found === undefined) throw new Refused({ status: 404 })
  return found
}

export function rightsOf({ rights }: RightHolder): readonly object[] {
  return rights.map((right) => ({
    RightID: right.rightId,
    RightType:
      right.systemResource === undefined
        ? right.messageId === undefined
          ? 'Service'
          : 'Message'
        : 'SystemResource',
    ...{ SystemResourceID: right.systemResource, MessageID: right.messageId },
    ...{ ServiceCode: right.serviceCode, ServiceEditionCode: right.serviceEdition },
    ...{ Action: right.action, DelegatedTime: right.delegated },
    ...{ RightSourceType: 'DirectlyDelegatedRights', IsDelegatable: false },
  }))
}

export function rolesOf({ roles }: RightHolder, { asked }: Call): readonly object[] {
  return roles.flatMap(({ roleId, definition, delegator, delegated }) => {
    const role = findRole(definition)
    if (role === undefined) return []
    const described = describeRole(role, languageOf(asked))
    return [{ RoleId: roleId, ...described, Delegator: delegator, DelegatedTime: delegated }]
  })
}
